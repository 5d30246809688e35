import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TargetedMouseEvent, TargetedPointerEvent } from 'preact';
import type { Column } from '../network.ts';
import { cellText, rowId, targetOf } from '../row.ts';
import type { State } from '../state.ts';
import type { Row } from '../tree.ts';
import { useFittingDigits } from './digits.ts';
import { width as gutterWidth, HEIGHT } from './Gutter.tsx';
import { keyed, useCursor } from './keys.ts';
import { Space } from './Space.tsx';
import { TableRow } from './TableRow.tsx';
import { useVisible } from './visible.ts';

export function Table({ state }: { state: State }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = state.rows.value;
  const columns = state.shown.value.flatMap((key) => state.network.columns.get(key) ?? []);
  const [first, end] = useVisible(scroller, rows.length, HEIGHT);
  const cursor = useCursor(state, scroller);
  useFittingDigits(state, scroller, columns);
  // What is found is shown from its first row.
  useLayoutEffect(() => scroller.current?.scrollTo(0, 0), [state.query.value]);
  // Operations have no outputs, their layers do.
  const outputs = state.by.value !== 'op' || rows.some(({ kind }) => kind === 'layer');
  const span = columns.length + 4;
  return (
    <div class="scroller" ref={scroller}>
      <table
        class="layers-table"
        role="treegrid"
        aria-label={`Layers of ${state.network.page.network}`}
        aria-rowcount={rows.length + 1}
        tabIndex={0}
        onKeyDown={(event) => keyed(state, cursor, event)}
        onBlur={() => state.point(null)}
        {...(cursor.id.value ? { 'aria-activedescendant': cursor.id.value } : {})}
      >
        <Heads state={state} columns={columns} outputs={outputs} />
        {first > 0 && <Space rows={first} span={span} />}
        <tbody {...pointing(state, cursor.set)}>
          {rows.slice(first, end).map((row, i) => (
            <TableRow
              key={rowId(row)}
              state={state}
              row={row}
              index={first + i}
              columns={columns}
              outputs={outputs}
              largest={state.scale.value}
            />
          ))}
        </tbody>
        {end < rows.length && <Space rows={rows.length - end} span={span} />}
        <Foot state={state} columns={columns} outputs={outputs} />
      </table>
      {rows.length === 0 && <p class="nothing">No layer has these words in its name, operation or call.</p>}
    </div>
  );
}

interface Columns {
  state: State;
  columns: readonly Column[];
  outputs: boolean;
}

function Heads({ state, columns, outputs }: Columns) {
  const gutter = state.gutter.value;
  const { column } = state;
  return (
    <thead>
      <tr>
        <th class="lanes" style={{ minWidth: `${gutter ? gutterWidth(gutter) : 8}px` }}>
          <span class="unseen">graph</span>
        </th>
        <SortHead state={state} name="name" label="layer" class="name" />
        {outputs && (
          <th scope="col" class="shape">
            output
          </th>
        )}
        {column && (
          <th scope="col" class="share">
            share of {column.label}
          </th>
        )}
        {columns.map(({ key, label }) => (
          <SortHead key={key} state={state} name={key} label={label} class="n" />
        ))}
      </tr>
    </thead>
  );
}

/** The figures of the whole network, or of what is found. */
function Foot({ state, columns, outputs }: Columns) {
  return (
    <tfoot>
      <tr>
        <td class="lanes" />
        <th scope="row" class="name">
          {state.found.value ? 'found' : 'total'}
        </th>
        {outputs && <td class="shape" />}
        {state.column && <td class="share" />}
        {columns.map((column) => (
          <td key={column.key} class="n">
            {cellText(state, state.whole.value, column)}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function SortHead({ state, name, label, class: look }: { state: State; name: string; label: string; class: string }) {
  const sort = state.sort.value;
  const own = sort?.key === name ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" class={look} aria-sort={own}>
      <button onClick={() => state.sortBy(name)}>
        {label}
        <span aria-hidden="true">{own === 'none' ? '' : own === 'descending' ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  );
}

/** What a mouse or a finger does, for all rows at once. */
function pointing(state: State, setCursor: (row: Row) => void) {
  const rowAt = (event: Event): Row | undefined => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('tr[data-row]') : null;
    return element ? state.rows.value[Number(element.dataset['row'])] : undefined;
  };
  return {
    onPointerOver: (event: TargetedPointerEvent<Element>) => {
      const row = rowAt(event);
      if (row && event.pointerType === 'mouse') state.point(targetOf(row));
    },
    onPointerLeave: () => state.point(null),
    onClick: (event: TargetedMouseEvent<Element>) => {
      const row = rowAt(event);
      if (!row) return;
      setCursor(row);
      const onFold = event.target instanceof Element && event.target.closest('[data-fold]');
      if (onFold && row.kind === 'group') state.turn(row.group);
      else state.pin(targetOf(row));
    },
    onDblClick: (event: TargetedMouseEvent<Element>) => {
      const row = rowAt(event);
      if (row?.kind === 'group') state.turn(row.group);
    },
  };
}
