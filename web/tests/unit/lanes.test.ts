import { describe, expect, test } from 'vitest';
import { lanes, type Lanes, type Lifetime } from '../../src/lanes.ts';
import { random } from '../tools/random.ts';

/** Rows in which each makes up to three tensors, read by later rows, some by many, some by none. */
function network(seed: number): { rows: number; lifetimes: Lifetime[] } {
  const next = random(seed);
  const rows = 1 + next(60);
  const lifetimes: Lifetime[] = [];
  for (let from = -1; from < rows; from++) {
    for (let made = next(4); made > 0; made--) {
      const later = rows - from - 1;
      const reads = Array.from({ length: later > 0 ? next(4) : 0 }, () => from + 1 + next(Math.min(later, 12)));
      lifetimes.push({ from, reads: [...new Set(reads)].sort((a, b) => a - b) });
    }
  }
  return { rows, lifetimes };
}

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

/** The tensors alive between a row and the one before. */
function alive(lifetimes: readonly Lifetime[], row: number): number[] {
  return lifetimes.flatMap(({ from, reads }, t) => (from < row && row <= (reads.at(-1) ?? -2) ? [t] : []));
}

describe('lanes', () => {
  test.each(SEEDS)('no two living tensors share one, and there are as many as live at most, seed %i', (seed) => {
    const { rows, lifetimes } = network(seed);
    const drawn = lanes(rows, lifetimes);
    let most = 0;
    for (let row = 0; row < rows; row++) {
      const living = alive(lifetimes, row);
      most = Math.max(most, living.length);
      expect(new Set(living.map((t) => drawn.of[t])).size).toBe(living.length);
    }
    expect(drawn.count).toBe(most);
  });

  test.each(SEEDS)('each edge starts and ends in the lane of its tensor, seed %i', (seed) => {
    const { rows, lifetimes } = network(seed);
    const drawn = lanes(rows, lifetimes);
    lifetimes.forEach((lifetime, t) => {
      const last = lifetime.reads.at(-1);
      if (last === undefined) return expect(drawn.of[t]).toBeNull();
      if (lifetime.from >= 0) expect(drawn.rows[lifetime.from]!.starts).toContain(t);
      for (let row = lifetime.from + 1; row <= last; row++)
        expect(partsOf(drawn, row, t)).toEqual([part(lifetime, row)]);
    });
  });

  test.each(SEEDS)('nothing else is drawn, seed %i', (seed) => {
    const { rows, lifetimes } = network(seed);
    lanes(rows, lifetimes).rows.forEach(({ through, reads, ends, starts }, row) => {
      expect([...through, ...reads, ...ends].sort((a, b) => a - b)).toEqual(alive(lifetimes, row));
      expect(starts.every((t) => lifetimes[t]!.from === row)).toBe(true);
    });
  });

  test('a chain stays in one lane, and so does the main path of a residual block', () => {
    // conv → conv → add, where add reads what the first conv reads as well.
    const drawn = lanes(4, [
      { from: -1, reads: [0] },
      { from: 0, reads: [1, 3] },
      { from: 1, reads: [2] },
      { from: 2, reads: [3] },
      { from: 3, reads: [] },
    ]);
    expect(drawn.of).toEqual([0, 0, 1, 1, null]);
    expect(drawn.rows.map(({ dot }) => dot)).toEqual([0, 1, 1, 0]);
  });

  test('a network of 20,000 rows takes less than a second', () => {
    const lifetimes = Array.from({ length: 20_000 }, (_, from) => ({
      from,
      reads: [from + 1, from + 40].filter((row) => row < 20_000),
    }));
    const start = performance.now();
    expect(lanes(20_000, lifetimes).count).toBe(40);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

/** What a row has of a tensor that is alive above it. */
function partsOf({ rows }: Lanes, row: number, t: number): string[] {
  const { through, reads, ends } = rows[row]!;
  return [
    ...(through.includes(t) ? ['through'] : []),
    ...(reads.includes(t) ? ['reads'] : []),
    ...(ends.includes(t) ? ['ends'] : []),
  ];
}

function part({ reads }: Lifetime, row: number): string {
  if (row === reads.at(-1)) return 'ends';
  return reads.includes(row) ? 'reads' : 'through';
}
