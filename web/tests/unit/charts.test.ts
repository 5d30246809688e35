import { describe, expect, test } from 'vitest';
import { Network } from '../../src/network.ts';
import { decades } from '../../src/roof.ts';
import { outline, sampled, stepped } from '../../src/steps.ts';
import { cells, type Cell } from '../../src/treemap.ts';
import type { Item } from '../../src/tree.ts';
import { blocks, page, type LayerWords } from '../tools/model.ts';

function drawn(layers: LayerWords[], width = 400, height = 200): Cell[] {
  const network = new Network(page(layers));
  const values = network.columns.get('flops')!.values;
  const name = (item: Item): string => (item.kind === 'layer' ? network.name(item.layer) : item.name);
  return cells(network.tree('block'), (layer) => Number(values[layer]), name, width, height);
}

describe('the treemap', () => {
  test('has cells as large as their figures', () => {
    const [large, small] = drawn([
      { path: 'a', flops: 300 },
      { path: 'b', flops: 100 },
      { path: 'c', flops: 0 },
    ]);
    // The gap between them takes a pixel of each side.
    expect((large!.width + 2) / (small!.width + 2)).toBeCloseTo(3, 9);
    expect(large!.height).toBe(small!.height);
    expect(drawn([{ path: 'a', flops: 0 }])).toEqual([]);
  });

  test('stays within its borders, and layers do not overlap', () => {
    const all = drawn(blocks(8, 6));
    const leaves = all.filter(({ item }) => item.kind === 'layer');
    for (const { x, y, width, height } of all)
      expect([x >= 0, y >= 0, x + width <= 400.01, y + height <= 200.01]).toEqual([true, true, true, true]);
    leaves.forEach((a, i) =>
      leaves.slice(i + 1).forEach((b) => {
        const apart =
          a.x + a.width <= b.x + 0.01 ||
          b.x + b.width <= a.x + 0.01 ||
          a.y + a.height <= b.y + 0.01 ||
          b.y + b.height <= a.y + 0.01;
        expect(apart).toBe(true);
      }),
    );
  });

  test('draws blocks as a whole where their layers would be dust', () => {
    const all = drawn(blocks(20, 500));
    expect(all.length).toBe(20);
    expect(all.every(({ solid }) => solid)).toBe(true);
  });

  test('joins the names of blocks that hold nothing but each other', () => {
    const names = drawn([
      { path: 'model/layers/0/conv1', flops: 1 },
      { path: 'model/layers/0/conv2', flops: 1 },
      { path: 'head', flops: 1 },
    ]).map(({ name }) => name);
    expect(names).toContain('model/layers/0');
  });
});

describe('steps', () => {
  test('keep each peak when there are more of them than pixels', () => {
    const values = Array.from({ length: 5000 }, (_, index) => (index === 3333 ? 9 : 1));
    const few = sampled(values, 400);
    expect(few).toHaveLength(400);
    expect(Math.max(...few)).toBe(9);
    expect(sampled([1, 2, 3], 400)).toEqual([1, 2, 3]);
  });

  test('go up and down at their layers', () => {
    expect(outline([1, 2], 100, 50, 2)).toBe('M0 50V25H50V0H100V50Z');
    expect(outline([0, 0], 100, 50, 0)).toBe('M0 50V50H50V50H100V50Z');
  });

  test('are walked through by keys, to their ends', () => {
    const from = (at: number): (number | null)[] =>
      ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter'].map((key) => stepped(key, at, 5));
    expect(from(2)).toEqual([1, 3, 0, 4, null]);
    expect(from(0)).toEqual([0, 1, 0, 4, null]);
    expect(from(4)).toEqual([3, 4, 0, 4, null]);
  });
});

test('decades hold all numbers', () => {
  expect(decades([0.05, 3, 99])).toEqual([-2, 2]);
  expect(decades([1, 1000])).toEqual([0, 3]);
});
