// The layers as a tree of groups: by block, by operation, or none. Groups are folded, sorted, and searched here; what
// comes out is a list of rows. Knows nothing of the DOM.

import { add, compare, type Integer } from './number.ts';

export interface Leaf {
  kind: 'layer';
  layer: number;
}

export interface Group {
  kind: 'group';
  /** Distinct among the groups of a tree. */
  id: number;
  name: string;
  /** The scope that the group stands for; `null` if it is one of an operation. */
  scope: number | null;
  /** 0 for the root, which is no row. */
  depth: number;
  items: Item[];
  layers: number[];
}

export type Item = Leaf | Group;

export type Row =
  | { kind: 'layer'; layer: number; depth: number; group: Group }
  | { kind: 'group'; group: Group; depth: number; open: boolean };

/** Blocks and branches by their index; the first is the network. */
export interface Scopes {
  name: readonly string[];
  parent: readonly (number | null)[];
}

/** The groups of the scopes, in the order of running. */
export function byScope({ name, parent }: Scopes, scopeOf: readonly number[]): Group {
  const groups = name.map((name, scope): Group => {
    return { kind: 'group', id: scope, name, scope, depth: 0, items: [], layers: [] };
  });
  const placed = new Set([0]);
  const place = (scope: number): Group => {
    const group = groups[scope]!;
    if (!placed.has(scope)) {
      placed.add(scope);
      const outer = place(parent[scope] ?? 0);
      group.depth = outer.depth + 1;
      outer.items.push(group);
    }
    return group;
  };
  scopeOf.forEach((scope, layer) => {
    place(scope).items.push({ kind: 'layer', layer });
    for (let at: number | null = scope; at !== null; at = parent[at] ?? null) groups[at]!.layers.push(layer);
  });
  return groups[0]!;
}

/** A group for each operation, in the order of its first layer. */
export function byOperation(operations: readonly string[]): Group {
  const root: Group = { kind: 'group', id: 0, name: '', scope: 0, depth: 0, items: [], layers: [] };
  const groups = new Map<string, Group>();
  operations.forEach((name, layer) => {
    let group = groups.get(name);
    if (!group) {
      group = { kind: 'group', id: groups.size + 1, name, scope: null, depth: 1, items: [], layers: [] };
      groups.set(name, group);
      root.items.push(group);
    }
    group.items.push({ kind: 'layer', layer });
    group.layers.push(layer);
    root.layers.push(layer);
  });
  return root;
}

/** All layers in one group. */
export function flat(count: number): Group {
  const layers = Array.from({ length: count }, (_, layer) => layer);
  const items = layers.map((layer): Leaf => ({ kind: 'layer', layer }));
  return { kind: 'group', id: 0, name: '', scope: 0, depth: 0, items, layers };
}

export type Fold = 'sum' | 'max' | 'none';

/** The figure of a group by those of its layers. */
export function folded(values: readonly (Integer | null)[], layers: readonly number[], fold: Fold): Integer | null {
  let all: Integer | null = null;
  if (fold === 'none') return null;
  for (const layer of layers) {
    const value = values[layer] ?? null;
    if (value === null) continue;
    if (all === null) all = value;
    else if (fold === 'sum') all = add(all, value);
    else if (compare(value, all) > 0) all = value;
  }
  return all;
}

export interface View {
  open: (group: Group) => boolean;
  /** Which layers are found; `null` if nothing is searched. Groups with such layers are open. */
  found: ReadonlySet<number> | null;
  /** The order of items within a group; `null` is the order of running. */
  order: ((a: Item, b: Item) => number) | null;
}

/** The rows that are seen. */
export function rows(root: Group, view: View): Row[] {
  const seen: Row[] = [];
  const visit = (group: Group): void => {
    const { order } = view;
    // Sorting is stable, so that equal items stay in the order of running.
    for (const item of order ? group.items.toSorted(order) : group.items) {
      const depth = group.depth;
      if (item.kind === 'layer') {
        if (!view.found || view.found.has(item.layer)) seen.push({ kind: 'layer', layer: item.layer, depth, group });
        continue;
      }
      if (view.found && !item.layers.some((layer) => view.found!.has(layer))) continue;
      const open = view.found !== null || view.open(item);
      seen.push({ kind: 'group', group: item, depth, open });
      if (open) visit(item);
    }
  };
  visit(root);
  return seen;
}

/** The number of rows if all groups above a depth are open, for each depth from 0. */
export function rowsByDepth(root: Group): number[] {
  const counts: number[] = [];
  const visit = (group: Group): void => {
    for (const item of group.items) {
      counts[group.depth] = (counts[group.depth] ?? 0) + 1;
      if (item.kind === 'group') visit(item);
    }
  };
  visit(root);
  for (let depth = 1; depth < counts.length; depth++) counts[depth]! += counts[depth - 1]!;
  return counts;
}
