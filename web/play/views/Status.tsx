import { counted } from '../../src/format.ts';
import type { Session } from '../session.ts';

/** What is to be said of the text, or of what was done last. */
export function Status({ session }: { session: Session }) {
  const { errors, warnings } = session.counts.value;
  const found = [
    errors > 0 ? counted(errors, 'error') : '',
    warnings > 0 ? counted(warnings, 'warning') : '',
  ].filter(Boolean);
  return (
    <p class="status" role="status">
      <span class={errors > 0 ? 'fails' : ''}>{found.join(', ') || 'no problems'}</span>
      {found.length > 0 && <span class="dim"> · F8 goes to the next</span>}
      {[session.broken.value, session.note.value].filter(Boolean).map((text) => (
        <span key={text} class="said">
          {text}
        </span>
      ))}
    </p>
  );
}
