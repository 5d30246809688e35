import type { Diagnostic } from '@codemirror/lint';
import { counted } from '../../src/format.ts';
import { goTo } from '../editor/editor.ts';
import type { Session } from '../session.ts';

/** Messages that are listed; the text shows all of them. */
const MOST = 50;

/** What is to be said of the text, or of what was done last. */
export function Status({ session }: { session: Session }) {
  const messages = session.messages.value;
  const count = (severity: Diagnostic['severity'], word: string): string => {
    const { length } = messages.filter((message) => message.severity === severity);
    return length > 0 ? counted(length, word) : '';
  };
  const found = [count('error', 'error'), count('warning', 'warning')].filter(Boolean).join(', ');
  return (
    <div class="below">
      <p class="status" role="status">
        <span class={found ? 'fails' : ''}>{found || 'no problems'}</span>
        {[session.broken.value, session.note.value].filter(Boolean).map((text) => (
          <span key={text} class="said">
            {text}
          </span>
        ))}
      </p>
      {messages.length > 0 && (
        <ul class="messages" aria-label="Messages">
          {messages.slice(0, MOST).map((message, index) => (
            <Message key={index} session={session} message={message} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Message({ session, message }: { session: Session; message: Diagnostic }) {
  const { editor } = session;
  if (!editor) return null;
  const { doc } = editor.state;
  const line = doc.lineAt(Math.min(message.from, doc.length)).number;
  const [first, ...others] = message.message.split('\n');
  return (
    <li class={message.severity}>
      <button class="link" onClick={() => goTo(editor, message.from, message.to)}>
        line {line}
      </button>{' '}
      {first}
      {others.length > 0 && <span class="dim more">{others.join('\n')}</span>}
      {message.actions?.map(({ name, apply }) => (
        <button key={name} class="button" onClick={() => apply(editor, message.from, message.to)}>
          {name}
        </button>
      ))}
    </li>
  );
}
