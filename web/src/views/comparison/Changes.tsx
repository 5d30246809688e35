import { useRef } from 'preact/hooks';
import type { Comparing } from '../../comparing.ts';
import { counts, sumOf, type Block, type ChangedColumn, type ChangeRow } from '../../changes.ts';
import { counted, signed } from '../../format.ts';
import { HEIGHT } from '../Gutter.tsx';
import { Space } from '../Space.tsx';
import { useVisible } from '../visible.ts';
import { Diverging } from './Diverging.tsx';

const SIGNS: Record<string, [sign: string, word: string]> = {
  added: ['+', 'added'],
  removed: ['−', 'removed'],
  changed: ['~', 'changed'],
  same: ['', 'the same'],
};

/** What changed, as a tree of blocks. */
export function Changes({ state }: { state: Comparing }) {
  const scroller = useRef<HTMLDivElement | null>(null);
  const rows = state.rows.value;
  const [first, end] = useVisible(scroller, rows.length, HEIGHT);
  const span = state.shown.length + 4;
  return (
    <section class="layers" aria-label="Layers">
      <Toolbar state={state} />
      <div class="scroller" ref={scroller} tabIndex={0} role="region" aria-label="What changed, layer by layer">
        <table class="layers-table changes-table">
          <Heads state={state} />
          {first > 0 && <Space rows={first} span={span} />}
          <tbody>
            {rows.slice(first, end).map((row) => (
              <Row key={row.kind === 'block' ? `b${row.block.id}` : row.row} state={state} row={row} />
            ))}
          </tbody>
          {end < rows.length && <Space rows={rows.length - end} span={span} />}
        </table>
      </div>
    </section>
  );
}

function Toolbar({ state }: { state: Comparing }) {
  const { rows } = state.model;
  if (!rows) return null;
  const all = counts(rows, state.root.rows);
  return (
    <div class="toolbar">
      <label class="labelled">
        <span class="dim">difference of</span>
        <select value={state.metric.value} onChange={(event) => (state.metric.value = event.currentTarget.value)}>
          {state.columns.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button class="button" onClick={() => state.turnAll(true)}>
        open all
      </button>
      <button class="button" onClick={() => state.turnAll(false)}>
        fold all
      </button>
      <p class="count" role="status">
        {['added', 'removed', 'changed', 'same'].map((kind) => `${all[kind]} ${SIGNS[kind]![1]}`).join(', ')}
      </p>
    </div>
  );
}

function Heads({ state }: { state: Comparing }) {
  return (
    <thead>
      <tr>
        <th scope="col" class="sign">
          <span class="unseen">change</span>
        </th>
        <th scope="col" class="name">
          layer
        </th>
        <th scope="col" class="what">
          difference
        </th>
        <th scope="col" class="share">
          {state.column?.label}
        </th>
        {state.shown.map(({ key, label }) => (
          <th key={key} scope="col" class="n">
            {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row({ state, row }: { state: Comparing; row: ChangeRow }) {
  const { rows: changes, strings } = state.model;
  if (!changes) return null;
  if (row.kind === 'block') return <BlockRow state={state} block={row.block} open={row.open} />;
  const kind = changes.change[row.row]!;
  const [sign, word] = SIGNS[kind]!;
  const [old, later] = [strings[changes.old[row.row] ?? -1], strings[changes.new[row.row] ?? -1]];
  const last = (path: string | undefined): string => path?.slice(path.lastIndexOf('/') + 1) ?? '';
  const count = changes.count[row.row] ?? 1;
  return (
    <tr class={`row ${kind}`}>
      <td class="sign">
        <span role="img" aria-label={word}>
          {sign}
        </span>
      </td>
      <th
        scope="row"
        class="name"
        style={indent(row.depth)}
        title={old === later ? later : `${old ?? ''} → ${later ?? ''}`}
      >
        {kind === 'same' && count > 1 ? `${counted(count, 'layer')} the same` : last(later ?? old)}
        {kind === 'changed' && old !== later && <span class="dim"> was {old}</span>}
      </th>
      <td class="what" title={strings[changes.what[row.row] ?? -1]}>
        {strings[changes.what[row.row] ?? -1]}
      </td>
      <Figures state={state} rows={[row.row]} />
    </tr>
  );
}

function indent(depth: number) {
  return { paddingLeft: `${4 + depth * 14}px` };
}

function BlockRow({ state, block, open }: { state: Comparing; block: Block; open: boolean }) {
  const kinds = counts(state.model.rows!, block.rows);
  const said = ['added', 'removed', 'changed', 'same']
    .filter((kind) => kinds[kind])
    .map((kind) => `${kinds[kind]} ${SIGNS[kind]![1]}`);
  return (
    <tr class="row group" onClick={() => state.turn(block)}>
      <td class="sign" />
      <th scope="row" class="name" style={indent(block.depth - 1)}>
        <button class="fold-button" aria-expanded={open}>
          <span class="fold" aria-hidden="true">
            {open ? '▾' : '▸'}
          </span>
          {block.name}
        </button>
      </th>
      <td class="what dim">{said.join(', ')}</td>
      <Figures state={state} rows={block.rows} />
    </tr>
  );
}

function Figures({ state, rows }: { state: Comparing; rows: readonly number[] }) {
  const { column } = state;
  const cell = (column: ChangedColumn) => {
    const sum = sumOf(column, rows);
    return (
      <td key={column.key} class={sum === 0 ? 'n zero' : 'n'} title={signed(sum, column.unit, 'full')}>
        {signed(sum, column.unit, 'short')}
      </td>
    );
  };
  return (
    <>
      <td class="share">{column && <Diverging value={sumOf(column, rows)} largest={largest(state, column)} />}</td>
      {state.shown.map(cell)}
    </>
  );
}

const largests = new WeakMap<ChangedColumn, number>();

/** The largest difference of a block or layer at the top. */
function largest(state: Comparing, column: ChangedColumn): number {
  let most = largests.get(column);
  if (most === undefined) {
    most = state.root.items.reduce((most, item) => {
      const sum = sumOf(column, item.kind === 'block' ? item.rows : [item.row]);
      return Math.max(most, Math.abs(Number(sum)));
    }, 1);
    largests.set(column, most);
  }
  return most;
}
