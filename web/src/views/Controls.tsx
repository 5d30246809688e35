import { themes } from './theme.ts';

/** What the page as a whole is told. */
export function Controls() {
  return (
    <div class="controls">
      <Theme />
      <button class="button" onClick={() => print()}>
        print
      </button>
    </div>
  );
}

function Theme() {
  const { current, next, turn } = themes;
  return (
    <button
      class="button"
      onClick={turn}
      aria-label={`Colours: ${current.value}; change to ${next.value}`}
      title={`colours: ${current.value}`}
    >
      <span aria-hidden="true">{{ dark: '☾', light: '☀', system: '◐' }[current.value]}</span>
    </button>
  );
}
