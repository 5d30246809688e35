import { Following } from '../../src/views/Following.tsx';
import type { Session } from '../session.ts';
import { Settings } from './Settings.tsx';

/** The report beside the text, and the settings that it holds for. */
export function Report({ session }: { session: Session }) {
  const [shown, refused] = [session.report.value, session.refused.value];
  return (
    <Following shown={shown} current={session.current.value} {...(refused ? { why: '' } : {})}>
      <Settings session={session} />
      {refused && (
        <p class="refused" role="alert">
          {refused}
        </p>
      )}
      {!shown && <Empty session={session} />}
    </Following>
  );
}

function Empty({ session }: { session: Session }) {
  const isWrong = session.messages.value.some(({ severity }) => severity === 'error');
  return (
    <p class="remark">{isWrong ? 'There is a report when the text has no errors.' : 'The compiler is starting.'}</p>
  );
}
