import { EXAMPLES, title } from '../examples.ts';
import type { Session } from '../session.ts';

/** What can be done with the network as a whole. */
export function Bar({ session }: { session: Session }) {
  return (
    <header class="bar">
      <h1>netcost</h1>
      <Examples session={session} />
    </header>
  );
}

function Examples({ session }: { session: Session }) {
  const choose = (event: Event): void => {
    const select = event.currentTarget as HTMLSelectElement;
    const text = EXAMPLES.get(select.value);
    if (text !== undefined) session.replace({ text }, select.value.replace(/\.net$/, ''));
    select.value = '';
  };
  return (
    <select aria-label="Examples" onChange={choose}>
      <option value="">examples</option>
      {[...EXAMPLES.keys()].map((name) => (
        <option key={name} value={name}>
          {title(name)}
        </option>
      ))}
    </select>
  );
}
