import type { JSX } from 'preact';
import type { State } from '../state.ts';

/** How the figures of a layer are computed, as `netcost explain` says it. */
export function Derivation({ state, layer }: { state: State; layer: number }) {
  const { network } = state;
  const { derivations, file } = network.page;
  const of = derivations?.of[layer] ?? null;
  if (!derivations || of === null) {
    return (
      <p class="dim">
        <code>
          netcost explain {file ?? 'FILE'} {network.path(layer)}
        </code>{' '}
        shows how the figures are computed.
      </p>
    );
  }
  return (
    <div class="derivation">
      <Settings
        given={derivations.given[of]!.map((id) => network.text(id))}
        defaults={derivations.defaults[of]!.map((id) => network.text(id))}
      />
      {derivations.sections[of]!.map((section) => (
        <Section key={section} state={state} section={section} />
      ))}
    </div>
  );
}

function Settings({ given, defaults }: { given: readonly string[]; defaults: readonly string[] }) {
  if (given.length + defaults.length === 0) return null;
  return (
    <p>
      <code>{given.join(' ')}</code> {defaults.length > 0 && <code class="dim">{defaults.join(' ')}</code>}
    </p>
  );
}

function Section({ state, section }: { state: State; section: number }) {
  const { network } = state;
  const { title, notes, lines } = network.page.derivations!.section;
  return (
    <section>
      <h3>{network.text(title[section])}</h3>
      {notes[section]!.map((note) => (
        <p class="dim">{marked(network.text(note))}</p>
      ))}
      {lines[section]!.map((line, index, all) => (
        <Formula key={line} state={state} line={line} before={all[index - 1]} />
      ))}
    </section>
  );
}

/** A quantity: its formula in letters, in numbers, and its result; `or` in place of its name if that is the line before's. */
function Formula({ state, line, before = -1 }: { state: State; line: number; before?: number | undefined }) {
  const { name, figure, parts } = state.network.page.derivations!.line;
  const texts = parts[line]!.map((part) => state.network.text(part));
  return (
    <div class={figure[line] ? 'formula' : 'formula step'}>
      <var>{name[before] === name[line] ? 'or' : state.network.text(name[line])}</var>
      <div>
        {texts.map((text, index) => (
          <span class={index === texts.length - 1 ? 'result' : ''}>= {text} </span>
        ))}
      </div>
    </div>
  );
}

/** Text with code between backticks. */
function marked(text: string): (string | JSX.Element)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part));
}
