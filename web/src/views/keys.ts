// The table by keyboard: a cursor goes through the rows, and what it stands on is pointed at.

import type { ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { rowId, targetOf } from '../row.ts';
import type { State } from '../state.ts';
import type { Row } from '../tree.ts';
import { HEIGHT } from './Gutter.tsx';
import { useLook } from './look.ts';
import { useFollow } from './visible.ts';

export interface Cursor {
  /** The row it stands on; -1 if it stands on none. */
  index: ReadonlySignal<number>;
  id: ReadonlySignal<string | null>;
  set(row: Row): void;
  /** How many rows are in sight. */
  page(): number;
}

/** A cursor that stays with its row through sorting and folding. What another view pins is brought into sight. */
export function useCursor(state: State, scroller: RefObject<HTMLElement | null>): Cursor {
  const id = state.cursor;
  const index = useLook(() => state.rows.value.findIndex((row) => rowId(row) === id.value), state);
  useFollow(() => {
    const target = state.pinned.value;
    if (target?.kind !== 'layer' && target?.kind !== 'group') return;
    const wanted = target.kind === 'layer' ? `l${target.layer}` : `g${target.group.id}`;
    if (!state.rows.peek().some((row) => rowId(row) === wanted)) return;
    id.value = wanted;
    // Rows that were folded are drawn first.
    requestAnimationFrame(() => bringIntoSight(scroller.current, index.peek(), true));
  }, state);
  return {
    index,
    id: useLook(() => (index.value < 0 ? null : id.value), state),
    set(row) {
      id.value = rowId(row);
      bringIntoSight(scroller.current, index.value);
    },
    page: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / HEIGHT) - 2),
  };
}

/** Scrolls to a row that is out of sight: into the middle if it comes from elsewhere, else as little as needed. */
function bringIntoSight(scroller: HTMLElement | null, index: number, fromElsewhere = false): void {
  if (!scroller || index < 0) return;
  // The head and the sums cover rows.
  const head = scroller.querySelector('thead')?.clientHeight ?? HEIGHT;
  const sight = scroller.clientHeight - head - HEIGHT;
  const top = index * HEIGHT;
  const [above, below] = [top < scroller.scrollTop, top + HEIGHT > scroller.scrollTop + sight];
  if (!above && !below) return;
  if (fromElsewhere) scroller.scrollTop = top - sight / 2;
  else scroller.scrollTop = above ? top - HEIGHT : top - sight + 2 * HEIGHT;
}

export function keyed(state: State, cursor: Cursor, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLButtonElement) return;
  const at = cursor.index.value;
  const rows = state.rows.value;
  const row = rows[at];
  const goTo = (index: number): void => {
    const to = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!to) return;
    cursor.set(to);
    state.point(targetOf(to));
    // The details go along.
    const { value: pinned } = state.pinned;
    if (pinned?.kind === 'layer' || pinned?.kind === 'group') state.pinned.value = targetOf(to);
  };
  const actions: Record<string, () => unknown> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at - 1),
    PageDown: () => goTo(at + cursor.page()),
    PageUp: () => goTo(at - cursor.page()),
    Home: () => goTo(0),
    End: () => goTo(rows.length - 1),
    ArrowRight: () => row?.kind === 'group' && (row.open ? goTo(at + 1) : state.turn(row.group, true)),
    ArrowLeft: () => (row?.kind === 'group' && row.open ? state.turn(row.group, false) : goTo(parent(rows, at))),
    Enter: () => row && state.pin(targetOf(row)),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** The row of the block around a row, or the row itself. */
function parent(rows: readonly Row[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  for (let index = at - 1; index >= 0; index--) {
    if (rows[index]!.depth < depth) return index;
  }
  return Math.max(at, 0);
}
