import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { counted, full, percent } from '../format.ts';
import { rowId, targetOf } from '../row.ts';
import type { Grouping } from '../network.ts';
import type { State } from '../state.ts';
import { tsv } from '../tsv.ts';
import { Choice } from './Choice.tsx';

const GROUPINGS: [Grouping, string][] = [
  ['block', 'blocks'],
  ['op', 'operations'],
  ['none', 'flat'],
];

const DIGITS = [
  ['full', '1,234,567'],
  ['short', '1.23 M'],
] as const;

export function Toolbar({ state }: { state: State }) {
  return (
    <div class="toolbar">
      <Find state={state} />
      <Choice label="Rows by" of={GROUPINGS} value={state.by.value} choose={(by) => state.groupBy(by)} />
      <Depth state={state} />
      <Columns state={state} />
      <Copy state={state} />
      <Count state={state} />
    </div>
  );
}

/** The box for words, which `/` goes to from anywhere. */
function Find({ state }: { state: State }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (
        event.key !== '/' ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.target instanceof HTMLInputElement
      )
        return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  return (
    <input
      ref={box}
      type="search"
      class="find"
      aria-label="Find layers by name, operation or call"
      placeholder="find layers  /"
      value={state.query.value}
      onInput={(event) => (state.query.value = event.currentTarget.value)}
      onKeyDown={(event) => {
        const { key, currentTarget: box } = event;
        if (key === 'Escape') {
          state.query.value = '';
          box.blur();
        } else if (key === 'Enter' || key === 'ArrowDown') {
          goToFirst(state);
          box.closest('.layers')?.querySelector('table')?.focus();
        } else return;
        event.preventDefault();
      }}
    />
  );
}

/** Puts the cursor on the first layer that has a row. */
function goToFirst(state: State): void {
  const row = state.rows.value.find(({ kind }) => kind === 'layer') ?? state.rows.value[0];
  if (!row) return;
  state.cursor.value = rowId(row);
  state.point(targetOf(row));
}

function Depth({ state }: { state: State }) {
  const deepest = state.deepest.value;
  if (deepest < 2) return null;
  const depths = Array.from({ length: Math.min(deepest, 5) }, (_, i): [number, string] => [i + 1, String(i + 1)]);
  depths[depths.length - 1] = [deepest, 'all'];
  const value = state.turned.value.size > 0 ? -1 : state.depth.value;
  return (
    <div class="labelled">
      <span class="dim">depth</span>
      <Choice label="Depth of open blocks" of={depths} value={value} choose={(depth) => state.foldTo(depth)} />
    </div>
  );
}

function Columns({ state }: { state: State }) {
  const turn = (key: string, on: boolean): void => {
    const all = [...state.network.columns.keys()];
    state.shown.value = all.filter((other) => (other === key ? on : state.shown.value.includes(other)));
  };
  return (
    <details class="menu">
      <summary class="button">columns</summary>
      <div>
        <Choice
          label="Digits"
          of={DIGITS}
          value={state.digits.value}
          choose={(digits) => (state.digits.value = digits)}
        />
        <fieldset>
          <legend class="unseen">Columns</legend>
          {[...state.network.columns.values()].map(({ key, label, about }) => (
            <label key={key} title={about}>
              <input
                type="checkbox"
                checked={state.shown.value.includes(key)}
                onChange={(event) => turn(key, event.currentTarget.checked)}
              />
              {label}
            </label>
          ))}
        </fieldset>
      </div>
    </details>
  );
}

function Copy({ state }: { state: State }) {
  const said = useSignal('');
  const copy = async (): Promise<void> => {
    said.value = (await copied(tsv(state))) ? 'copied' : 'the browser refuses';
    setTimeout(() => (said.value = ''), 2000);
  };
  return (
    <button class="button" onClick={copy} title="Copy the rows for a spreadsheet">
      <span aria-live="polite">{said.value || 'copy'}</span>
    </button>
  );
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages from disk may not use it in some browsers.
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** How much is seen. */
function Count({ state }: { state: State }) {
  const { network, column } = state;
  const { value: whole } = state.whole;
  const found = state.found.value !== null;
  const layers = counted(network.layersIn(state.root.value.layers), 'layer');
  const sum = column ? state.figure(whole, column) : null;
  return (
    <p class="count" role="status">
      {found ? `${full(network.layersIn(whole.layers))} of ${layers}` : layers}
      {found && sum !== null && column && column.total !== null
        ? `, ${percent(sum, column.total)} of ${column.label}`
        : ''}
    </p>
  );
}
