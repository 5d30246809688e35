import { percent, together } from '../format.ts';
import type { Column } from '../network.ts';
import { ratio, type Integer } from '../number.ts';
import { cellText, itemOf, outputTexts, rowId } from '../row.ts';
import type { State } from '../state.ts';
import type { Row } from '../tree.ts';
import { Gutter } from './Gutter.tsx';
import { useLook } from './look.ts';

interface Props {
  state: State;
  row: Row;
  index: number;
  columns: readonly Column[];
  /** Whether there is a column of outputs. */
  outputs: boolean;
  /** The figure that a whole bar, and the largest dot, stand for. */
  largest: Integer;
}

export function TableRow({ state, row, index, columns, outputs, largest }: Props) {
  const look = useLook(() => `row ${row.kind} ${lookOf(state, row)}`, row);
  const cursor = useLook(() => state.cursor.value === rowId(row), row);
  const selected = useLook(() => isTarget(state, row), row);
  const metric = state.column;
  const item = itemOf(row);
  const value = metric ? (state.figure(item, metric) ?? 0) : 0;
  const gutter = state.gutter.value;
  const lanes = gutter?.lanes.rows[index];
  const open = row.kind === 'group' && row.open;
  return (
    <tr
      id={rowId(row)}
      data-row={index}
      data-cursor={cursor}
      class={look}
      aria-level={row.depth + 1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      {...(row.kind === 'group' ? { 'aria-expanded': row.open } : {})}
    >
      <td class="lanes">
        {gutter && lanes && (
          <Gutter
            state={state}
            drawn={gutter}
            row={lanes}
            radius={open ? null : 2.4 + 4 * Math.sqrt(ratio(value, largest))}
            folded={row.kind === 'group' || state.network.layersIn([row.layer]) > 1}
          />
        )}
      </td>
      <NameCell state={state} row={row} />
      {outputs && <Outputs texts={outputTexts(state, item)} />}
      {metric && <ShareCell value={value} whole={metric.total ?? 0} largest={largest} />}
      {columns.map((column) => (
        <td class={column.texts ? 't' : `n ${zero(state.figure(item, column))}`}>
          {column.key === 'live' && isPeak(state, row) && <Peak />}
          {cellText(state, item, column)}
        </td>
      ))}
    </tr>
  );
}

function NameCell({ state, row }: { state: State; row: Row }) {
  const indent = { paddingLeft: `${4 + row.depth * 14}px` };
  if (row.kind === 'layer') {
    const { network } = state;
    const name = network.name(row.layer);
    const path = network.path(row.layer);
    const layers = network.layersIn([row.layer]);
    const before = state.by.value !== 'block' && path.endsWith(name) ? path.slice(0, -name.length) : '';
    return (
      <th scope="row" class="name" style={indent} title={network.call(row.layer)}>
        {before && <span class="dim">{before}</span>}
        {name}
        {layers > 1 && <span class="dim"> {layers}</span>}
      </th>
    );
  }
  return (
    <th scope="row" class="name" style={indent}>
      <span class="fold" data-fold aria-hidden="true">
        {row.open ? '▾' : '▸'}
      </span>
      {row.group.name} <span class="dim">{state.network.layersIn(row.group.layers)}</span>
    </th>
  );
}

function Outputs({ texts }: { texts: readonly string[] }) {
  return (
    <td class="shape" title={texts.join(', ')}>
      {together(texts)}
    </td>
  );
}

function ShareCell({ value, whole, largest }: { value: Integer; whole: Integer; largest: Integer }) {
  return (
    <td class="share">
      <span class={zero(value)}>{percent(value, whole)}</span>
      <i style={{ '--part': Math.min(1, ratio(value, largest)).toFixed(4) }} />
    </td>
  );
}

/** Whether memory is at its peak while a layer runs, or one of a folded block. */
function isPeak(state: State, row: Row): boolean {
  const { peak } = state.network.page.memory;
  if (row.kind === 'layer') return row.layer === peak;
  return peak !== null && !row.open && row.group.layers.includes(peak);
}

function Peak() {
  return (
    <span class="at-peak" role="img" aria-label="the peak" title="the peak of memory">
      ▲{' '}
    </span>
  );
}

/** Zeros stand back, so that figures are seen. */
function zero(value: Integer | null): string {
  return value !== null && Number(value) === 0 ? 'zero' : '';
}

function isTarget(state: State, row: Row): boolean {
  const target = state.pinned.value;
  if (row.kind === 'layer') return target?.kind === 'layer' && target.layer === row.layer;
  return target?.kind === 'group' && target.group === row.group;
}

/** Whether a row is pinned, pointed at, or belongs to what is. */
function lookOf(state: State, row: Row): string {
  if (isTarget(state, row)) return 'pinned';
  const { layers } = state.lit.value;
  if (layers.size === 0) return '';
  if (row.kind === 'layer') return layers.has(row.layer) ? 'lit' : '';
  const target = state.selected;
  if (target?.kind === 'group' && target.group === row.group) return 'lit';
  return !row.open && row.group.layers.some((layer) => layers.has(layer)) ? 'lit' : '';
}
