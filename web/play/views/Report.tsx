import { useLayoutEffect, useRef } from 'preact/hooks';
import { App } from '../../src/views/App.tsx';
import type { Session } from '../session.ts';
import { Settings } from './Settings.tsx';

/** The report beside the text. The last one stays while there is none of the text as it is. */
export function Report({ session }: { session: Session }) {
  const pane = useRef<HTMLElement>(null);
  const scrolled = useRef(0);
  const shown = session.report.value;
  const isOld = shown !== null && !session.current.value;
  useLayoutEffect(() => {
    const table = pane.current?.querySelector('.scroller');
    if (!table) return;
    table.scrollTop = scrolled.current;
    const follow = (): void => void (scrolled.current = table.scrollTop);
    table.addEventListener('scroll', follow, { passive: true });
    return () => table.removeEventListener('scroll', follow);
  }, [shown?.number]);
  return (
    <section class={`report ${isOld ? 'old' : ''}`} aria-label="Report" ref={pane}>
      <Settings session={session} />
      {session.refused.value && (
        <p class="refused" role="alert">
          {session.refused.value}
        </p>
      )}
      {isOld && !session.refused.value && <p class="remark">The report is from before the errors in the text.</p>}
      {shown ? <App key={shown.number} state={shown.state} /> : <Empty session={session} />}
    </section>
  );
}

function Empty({ session }: { session: Session }) {
  const isWrong = session.messages.value.some(({ severity }) => severity === 'error');
  return (
    <p class="remark">{isWrong ? 'There is a report when the text has no errors.' : 'The compiler is starting.'}</p>
  );
}
