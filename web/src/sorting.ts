// The order of items within a group.

import type { Network } from './network.ts';
import { compare } from './number.ts';
import type { Item } from './tree.ts';

export interface Sort {
  /** A column's key, or `name`. */
  key: string;
  descending: boolean;
}

/** Whether it begins with the largest: figures do, names do not. */
function startsDescending(key: string): boolean {
  return key !== 'name';
}

/** After a click: the usual direction, the other one, the order of running. */
export function next(sort: Sort | null, key: string): Sort | null {
  const first = startsDescending(key);
  if (sort?.key !== key) return { key, descending: first };
  return sort.descending === first ? { key, descending: !first } : null;
}

/** As it stands in an address: the key, with a `-` in front in the other direction. */
export function written({ key, descending }: Sort): string {
  return descending === startsDescending(key) ? key : `-${key}`;
}

export function read(text: string, network: Network): Sort | null {
  const key = text.replace(/^-/, '');
  if (key !== 'name' && !network.columns.has(key)) return null;
  return { key, descending: startsDescending(key) !== text.startsWith('-') };
}

export function order(network: Network, { key, descending }: Sort): (a: Item, b: Item) => number {
  const sign = descending ? -1 : 1;
  const column = network.columns.get(key);
  const name = (item: Item): string => (item.kind === 'layer' ? network.path(item.layer) : item.name);
  if (!column) return (a, b) => sign * compareTexts(name(a), name(b));
  const text = (item: Item): string | null => (item.kind === 'layer' ? (column.texts?.[item.layer] ?? null) : null);
  const value = column.texts ? text : (item: Item) => network.figure(item, column);
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    // What has no figure stands last in both directions.
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (typeof x === 'string' || typeof y === 'string' ? compareTexts(String(x), String(y)) : compare(x, y));
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
