import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Shown } from '../shown.ts';
import { App } from './App.tsx';

/** The report of a text beside it. The last one stays, grey, while there is none of the text as it is. */
export function Following(props: { shown: Shown | null; current: boolean; why?: string; children?: ComponentChildren }) {
  const { shown, current, why = 'The report is from before the errors in the text.', children } = props;
  const pane = useRef<HTMLElement>(null);
  const scrolled = useRef(0);
  const isOld = shown !== null && !current;
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
      {children}
      {isOld && why && <p class="remark">{why}</p>}
      {shown && <App key={shown.number} state={shown.state} />}
    </section>
  );
}
