// What can be selected in any view, and the layers and tensors that it lights up in all of them.

import type { Line } from './lines.ts';
import type { Network } from './network.ts';
import type { Group } from './tree.ts';

export type Target =
  | { kind: 'layer'; layer: number }
  | { kind: 'group'; group: Group }
  | { kind: 'line'; at: Line }
  | { kind: 'tensor'; tensor: number }
  /** The time while a layer runs. */
  | { kind: 'moment'; layer: number };

export interface Lit {
  layers: ReadonlySet<number>;
  tensors: ReadonlySet<number>;
}

const NOTHING: Lit = { layers: new Set(), tensors: new Set() };

export function lit(network: Network, target: Target | null): Lit {
  const { inputs, outputs } = network.page.layers;
  switch (target?.kind) {
    case undefined:
      return NOTHING;
    case 'layer': {
      const tensors = [...inputs[target.layer]!, ...outputs[target.layer]!];
      return { layers: new Set([target.layer]), tensors: new Set(tensors) };
    }
    case 'group':
      return { layers: new Set(target.group.layers), tensors: NOTHING.tensors };
    case 'line':
      return { layers: new Set(network.layersOf(target.at)), tensors: NOTHING.tensors };
    case 'tensor':
      return { layers: new Set(ends(network, target.tensor)), tensors: new Set([target.tensor]) };
    case 'moment': {
      const alive = network.alive(target.layer);
      const made = alive.map((tensor) => network.page.tensors.made_by[tensor] ?? null);
      return { layers: new Set([target.layer, ...made.filter((layer) => layer !== null)]), tensors: new Set(alive) };
    }
  }
}

/** The layers at the ends of a tensor. */
function ends(network: Network, tensor: number): number[] {
  const maker = network.page.tensors.made_by[tensor] ?? null;
  return maker === null ? network.readers[tensor]! : [maker, ...network.readers[tensor]!];
}

export function same(a: Target | null, b: Target | null): boolean {
  if (a === null || b === null || a.kind !== b.kind) return a === b;
  switch (a.kind) {
    case 'layer':
    case 'moment':
      return a.layer === (b as typeof a).layer;
    case 'group':
      return a.group === (b as typeof a).group;
    case 'tensor':
      return a.tensor === (b as typeof a).tensor;
    case 'line':
      return a.at.source === (b as typeof a).at.source && a.at.line === (b as typeof a).at.line;
  }
}

/** The layer that a target is about, if it is one. */
export function layerOf(target: Target | null): number | null {
  return target?.kind === 'layer' || target?.kind === 'moment' ? target.layer : null;
}
