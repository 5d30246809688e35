import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { figure, percent } from '../format.ts';
import type { Grouping } from '../network.ts';
import { compare, ratio } from '../number.ts';
import { same } from '../selection.ts';
import type { State } from '../state.ts';
import { cells, type Cell } from '../treemap.ts';
import type { Item } from '../tree.ts';
import { Choice } from './Choice.tsx';
import { fitted } from './fitted.ts';
import { useLook } from './look.ts';
import { useSlider } from './slider.ts';
import { useWidth } from './visible.ts';

const HEIGHT = 152;

export function Share({ state }: { state: State }) {
  const kind = useSignal<'map' | 'bars'>('map');
  const { column } = state;
  if (!column) return null;
  return (
    <section class="panel share-panel" aria-labelledby="share">
      <header>
        <h2 id="share">
          Share of{' '}
          <select
            aria-label="Figure"
            value={state.metric.value}
            onChange={(event) => (state.metric.value = event.currentTarget.value)}
          >
            {state.metrics.map(({ key, label }) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
          <span class="printed">{column.label}</span>
        </h2>
        <Choice
          label="Shown as"
          of={
            [
              ['map', 'map'],
              ['bars', 'bars'],
            ] as const
          }
          value={kind.value}
          choose={(of) => (kind.value = of)}
        />
      </header>
      <div class={kind.value}>
        <Treemap state={state} />
        <Bars state={state} />
      </div>
    </section>
  );
}

function nameOf(state: State, item: Item): string {
  return item.kind === 'layer' ? state.network.name(item.layer) : item.name;
}

/** What a block or layer is, its figure, and its share. */
function described(state: State, item: Item): string {
  const { network, column } = state;
  const name = item.kind === 'layer' ? network.path(item.layer) : state.groupPath(item);
  if (!column) return name;
  const value = state.figure(item, column) ?? 0;
  return `${name}: ${figure(value, column.unit, 'short')} ${column.label}, ${percent(value, column.total ?? 0)}`;
}

/** The largest parts of the network. */
function parts(state: State): Item[] {
  const column = state.column!;
  return state.network
    .tree('block')
    .items.toSorted((a, b) => compare(state.figure(b, column) ?? 0, state.figure(a, column) ?? 0));
}

function Treemap({ state }: { state: State }) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box, 400);
  const column = state.column!;
  const drawn = useMemo(() => {
    const of = (by: Grouping): Cell[] =>
      cells(
        state.network.tree(by),
        (layer) => Number(column.values[layer] ?? 0),
        (item) => nameOf(state, item),
        width,
        HEIGHT,
      );
    const blocks = of('block');
    // Thousands of layers without blocks would be dust.
    return blocks.length > 0 ? blocks : of('op');
  }, [state, column, width]);
  const most = drawn.reduce((most, { item, value }) => (item.kind === 'layer' ? Math.max(most, value) : most), 1);
  const said = parts(state)
    .slice(0, 3)
    .map((item) => described(state, item));
  const at = (event: Event): Item | undefined =>
    drawn[Number((event.target as Element).closest('g')?.dataset['cell'])]?.item;
  const target = (item: Item) =>
    item.kind === 'layer' ? ({ kind: 'layer', layer: item.layer } as const) : ({ kind: 'group', group: item } as const);
  const note = useLook(() => {
    const pointed = state.selected;
    if (pointed?.kind === 'layer') return described(state, pointed);
    return pointed?.kind === 'group' ? described(state, pointed.group) : '';
  }, state);
  const itemAt = (index: number): Item => drawn[index]?.item ?? state.root.value;
  const slider = useSlider({
    count: drawn.length,
    at: useLook(() => {
      const selected = state.selected;
      return Math.max(
        0,
        drawn.findIndex(({ item }) => same(target(item), selected)),
      );
    }, drawn),
    text: (index) => described(state, itemAt(index)),
    point: (index) => state.point(target(itemAt(index))),
    show: (index) => state.showItem(itemAt(index)),
    leave: () => state.point(null),
  });
  return (
    <figure class="treemap" ref={box}>
      <svg
        height={HEIGHT}
        {...slider}
        aria-label={`Each block and layer as large as its ${column.label}. The largest are ${said.join('; ')}.`}
        onPointerOver={(event) => state.point(((item) => item && target(item))(at(event)) ?? null)}
        onPointerLeave={() => state.point(null)}
        onClick={(event) => {
          const item = at(event);
          if (item) state.showItem(item);
        }}
      >
        {drawn.map((cell, index) => (
          <CellView
            key={index}
            state={state}
            cell={cell}
            index={index}
            depth={Math.min(1, Math.sqrt(cell.value / most))}
          />
        ))}
      </svg>
      <figcaption class="note">{note}</figcaption>
    </figure>
  );
}

function CellView({ state, cell, index, depth }: { state: State; cell: Cell; index: number; depth: number }) {
  const { item, x, y, width, height } = cell;
  const look = useLook(() => {
    const { layers } = state.lit.value;
    const target = state.selected;
    const own = item.kind === 'layer' ? layers.has(item.layer) : target?.kind === 'group' && target.group === item;
    return `cell ${cell.solid ? 'solid' : 'block'} ${own ? 'lit' : ''}`;
  }, cell);
  const named = item.kind === 'layer' ? height > 13 && width > 26 : cell.headed;
  const text = named ? fitted(cell.name, width - 6, item.kind === 'layer' ? 10.5 : 11.5, item.kind === 'group') : '';
  return (
    <g class={look} data-cell={index} style={{ '--depth': `${Math.round(12 + 34 * depth)}%` }}>
      <rect x={x} y={y} width={width} height={height} rx={item.kind === 'layer' ? 1.5 : 2.5} />
      {text && (
        <text x={x + 4} y={y + 12}>
          {text}
        </text>
      )}
    </g>
  );
}

const MOST = 14;

/** The same in words and figures, also for print and for who cannot see. */
function Bars({ state }: { state: State }) {
  const column = state.column!;
  const all = parts(state);
  return (
    <table class="bars-table">
      <caption class="unseen">Share of {column.label} by block, the largest first</caption>
      <tbody>
        {all.slice(0, MOST).map((item) => {
          const value = state.figure(item, column) ?? 0;
          return (
            <tr>
              <th scope="row">
                <button class="link" onClick={() => state.showItem(item)}>
                  {nameOf(state, item)}
                </button>
              </th>
              <td class="bar">
                <i style={{ width: `${100 * ratio(value, state.figure(all[0]!, column) ?? 0)}%` }} />
              </td>
              <td class="n">{figure(value, column.unit, 'short')}</td>
              <td class="n">{percent(value, column.total ?? 0)}</td>
            </tr>
          );
        })}
      </tbody>
      {all.length > MOST && (
        <tfoot>
          <tr>
            <td colSpan={4} class="dim">
              and {all.length - MOST} more, in the table of layers
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
