// What changed from one network to another as a tree of blocks, in the order of the rows.

import type { Changes, ComparisonPage } from './model.ts';
import { add, integer, subtract, type Integer } from './number.ts';

export interface Block {
  kind: 'block';
  /** Distinct among the blocks. */
  id: number;
  name: string;
  depth: number;
  items: ChangeItem[];
  /** The rows of the model in it. */
  rows: number[];
}

export interface Change {
  kind: 'change';
  row: number;
}

export type ChangeItem = Block | Change;

export type ChangeRow = { kind: 'change'; row: number; depth: number } | { kind: 'block'; block: Block; open: boolean };

export interface ChangedColumn {
  key: string;
  label: string;
  about: string;
  unit: string;
  /** That of the second network less that of the first, for each row. */
  differences: readonly Integer[];
}

/** The columns with differences in place of figures. What is not there is nothing. */
export function changedColumns({ columns }: Changes): ChangedColumn[] {
  return columns.map(({ key, label, about, unit, old, new: later }) => {
    const differences = later.map((value, row) => subtract(integer(value) ?? 0, integer(old[row] ?? null) ?? 0));
    return { key, label, about, unit, differences };
  });
}

export function sumOf({ differences }: ChangedColumn, rows: readonly number[]): Integer {
  return rows.reduce<Integer>((sum, row) => add(sum, differences[row]!), 0);
}

/** The path of a row: that of the second network, if it has the layer. */
export function pathOf({ rows, strings }: ComparisonPage, row: number): string {
  return strings[rows?.new[row] ?? rows?.old[row] ?? -1] ?? '';
}

/**
 * The names of the blocks that a row is in. One that stands for several layers is in those that the row after it is in,
 * too, since it may go on through others.
 */
function scopesOf(comparison: ComparisonPage, row: number): string[] {
  const names = pathOf(comparison, row).split('/').slice(0, -1);
  if ((comparison.rows?.count[row] ?? 1) === 1) return names;
  const after = pathOf(comparison, row + 1)
    .split('/')
    .slice(0, -1);
  const common = names.findIndex((name, index) => name !== after[index]);
  return common < 0 ? names : names.slice(0, common);
}

/** Rows of the same block that follow each other are one, so that they stay in their order. */
export function changeTree(comparison: ComparisonPage): Block {
  let id = 0;
  const block = (name: string, depth: number): Block => ({ kind: 'block', id: id++, name, depth, items: [], rows: [] });
  const root = block('', 0);
  for (let row = 0; row < (comparison.rows?.change.length ?? 0); row++) {
    let at = root;
    at.rows.push(row);
    for (const name of scopesOf(comparison, row)) {
      let last = at.items.at(-1);
      if (last?.kind !== 'block' || last.name !== name) at.items.push((last = block(name, at.depth + 1)));
      at = last;
      at.rows.push(row);
    }
    at.items.push({ kind: 'change', row });
  }
  return root;
}

/** How many rows of each kind there are; those that stay the same by their layers. */
export function counts({ change, count }: Changes, rows: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = { same: 0, changed: 0, added: 0, removed: 0 };
  for (const row of rows) counts[change[row]!] = (counts[change[row]!] ?? 0) + (count[row] ?? 1);
  return counts;
}

/** Whether nothing in a block changed. */
export function isSame(changes: Changes, { rows }: Block): boolean {
  return rows.every((row) => changes.change[row] === 'same');
}

export function changeRows(root: Block, open: (block: Block) => boolean): ChangeRow[] {
  const seen: ChangeRow[] = [];
  const visit = (block: Block): void => {
    for (const item of block.items) {
      if (item.kind === 'change') {
        seen.push({ kind: 'change', row: item.row, depth: block.depth });
        continue;
      }
      const isOpen = open(item);
      seen.push({ kind: 'block', block: item, open: isOpen });
      if (isOpen) visit(item);
    }
  };
  visit(root);
  return seen;
}
