// Networks as points by two of their totals.

import type { ComparisonPage } from './model.ts';
import { compare, integer, type Integer } from './number.ts';

export interface Point {
  /** The index of the network. */
  network: number;
  x: Integer;
  y: Integer;
}

export function points({ networks }: ComparisonPage, x: string, y: string): Point[] {
  return networks.flatMap(({ totals }, network) => {
    const figure = (key: string): Integer | null => integer(totals.find((total) => total.key === key)?.value ?? null);
    const [a, b] = [figure(x), figure(y)];
    return a === null || b === null ? [] : [{ network, x: a, y: b }];
  });
}

/** The points that none is below in one figure and not above in the other, from left to right. */
export function front(all: readonly Point[]): Point[] {
  const ordered = all.toSorted((a, b) => compare(a.x, b.x) || compare(a.y, b.y));
  const best: Point[] = [];
  for (const point of ordered) {
    const last = best.at(-1);
    if (!last || compare(point.y, last.y) < 0) best.push(point);
  }
  return best;
}

/** Networks of one file that differ in one param alone, in the order of its values: a line for each such series. */
export function series({ networks }: ComparisonPage): number[][] {
  const lines = new Map<string, { network: number; value: number }[]>();
  networks.forEach(({ network, file, arguments: given }, index) => {
    for (const { label, value } of given) {
      const others = given.filter((other) => other.label !== label).map((other) => [other.label, other.value]);
      const key = JSON.stringify([network, file, label, others]);
      const line = lines.get(key) ?? [];
      if (!line.some((other) => other.value === Number(value))) line.push({ network: index, value: Number(value) });
      lines.set(key, line);
    }
  });
  const several = [...lines.values()].filter(
    (line) => line.length > 1 && line.every(({ value }) => Number.isFinite(value)),
  );
  return several.map((line) => line.sort((a, b) => a.value - b.value).map(({ network }) => network));
}
