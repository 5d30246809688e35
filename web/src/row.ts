// What a row of the table is about, and its texts.

import { figure, shape } from './format.ts';
import type { Column } from './network.ts';
import type { Target } from './selection.ts';
import type { State } from './state.ts';
import type { Item, Row } from './tree.ts';

/** Distinct among the rows. */
export function rowId(row: Row): string {
  return row.kind === 'layer' ? `l${row.layer}` : `g${row.group.id}`;
}

/** What a row stands for. */
export function itemOf(row: Row): Item {
  return row.kind === 'layer' ? { kind: 'layer', layer: row.layer } : row.group;
}

export function targetOf(row: Row): Target {
  return row.kind === 'layer' ? { kind: 'layer', layer: row.layer } : { kind: 'group', group: row.group };
}

/** What a cell says. */
export function cellText(state: State, item: Item, column: Column): string {
  if (column.texts) return item.kind === 'layer' ? (column.texts[item.layer] ?? '') : '';
  const value = state.figure(item, column);
  if (value === null) return '';
  const bound = state.network.bound(column, item.kind === 'layer' ? [item.layer] : item.layers);
  return bound + figure(value, column.unit, state.digits.value);
}

/** The shapes that a layer or block makes: of a block what its last layer does. */
export function outputTexts(state: State, item: Item): string[] {
  const { layers, tensors } = state.network.page;
  if (item.kind === 'group' && item.scope === null) return [];
  const last = item.kind === 'layer' ? item.layer : item.layers.at(-1);
  const outputs = last === undefined ? [] : layers.outputs[last]!;
  return outputs.map((tensor) => shape(tensors.shape[tensor]!));
}
