// The lanes of the rows that are seen: tensors within a folded row have none.

import { lanes, type Lanes } from './lanes.ts';
import type { Network } from './network.ts';
import type { Row } from './tree.ts';

export interface Drawn {
  lanes: Lanes;
  /** The tensor of each lifetime. */
  tensors: readonly number[];
  /** The last lane in which anything is drawn. */
  last: number;
}

/** The row of each layer; a folded group stands for its layers. */
export function rowsOfLayers(network: Network, rows: readonly Row[]): number[] {
  const of = new Array<number>(network.count).fill(-1);
  rows.forEach((row, index) => {
    if (row.kind === 'layer') of[row.layer] = index;
    else if (!row.open) for (const layer of row.group.layers) of[layer] = index;
  });
  return of;
}

export function drawn(network: Network, rows: readonly Row[]): Drawn {
  const of = rowsOfLayers(network, rows);
  const { made_by } = network.page.tensors;
  const tensors: number[] = [];
  const lifetimes = network.readers.flatMap((readers, tensor) => {
    const maker = made_by[tensor] ?? null;
    const from = maker === null ? -1 : of[maker]!;
    const reads = readers.map((layer) => of[layer]!).filter((row, i, all) => row > from && row !== all[i - 1]);
    if (reads.length === 0) return [];
    tensors.push(tensor);
    return [{ from, reads }];
  });
  const all = lanes(rows.length, lifetimes);
  const last = all.rows.reduce((last, { dot }) => Math.max(last, dot), all.count - 1);
  return { lanes: all, tensors, last };
}
