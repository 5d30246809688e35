import { describe, expect, test } from 'vitest';
import { Network } from '../../src/network.ts';
import { add, type Integer } from '../../src/number.ts';
import { State } from '../../src/state.ts';
import type { Row } from '../../src/tree.ts';
import { blocks, page, type LayerWords } from '../tools/model.ts';

const LAYERS: LayerWords[] = [
  { path: 'stem', op: 'conv', params: 5, flops: 50 },
  { path: 'a/conv1', op: 'conv', params: 7, flops: 10 },
  { path: 'a/inner/relu1', op: 'relu', flops: 10 },
  { path: 'a/inner/conv1', op: 'conv', params: 1, flops: 30 },
  { path: 'b/conv1', op: 'conv', params: 2, flops: 50 },
  { path: 'head', op: 'fc', params: 5, flops: 10 },
];

function state(layers = LAYERS): State {
  return new State(new Network(page(layers)));
}

function names(state: State): string[] {
  return state.rows.value.map(
    (row) => '  '.repeat(row.depth) + (row.kind === 'layer' ? state.network.name(row.layer) : row.group.name),
  );
}

describe('folding', () => {
  test('depth 1 has a row for each block', () => {
    const it = state();
    it.foldTo(1);
    expect(names(it)).toEqual(['stem', 'a', 'b', 'head']);
    it.foldTo(2);
    expect(names(it)).toEqual(['stem', 'a', '  conv1', '  inner', 'b', '  conv1', 'head']);
    it.foldTo(3);
    expect(names(it)).toEqual(['stem', 'a', '  conv1', '  inner', '    relu1', '    conv1', 'b', '  conv1', 'head']);
  });

  test('a block is turned by itself', () => {
    const it = state();
    it.foldTo(1);
    const b = it.root.value.items.find((item) => item.kind === 'group' && item.name === 'b');
    if (b?.kind !== 'group') throw new Error();
    it.turn(b);
    expect(names(it)).toEqual(['stem', 'a', 'b', '  conv1', 'head']);
    it.turn(b);
    expect(names(it)).toEqual(['stem', 'a', 'b', 'head']);
  });

  test.each([
    ['block', 1],
    ['block', 2],
    ['block', 3],
    ['op', 1],
    ['none', 1],
  ] as const)('the rows of %s at depth %i add up to the totals', (by, depth) => {
    const it = state();
    it.groupBy(by);
    it.foldTo(depth);
    const column = it.network.columns.get('flops')!;
    const shown = it.rows.value.filter((row) => row.kind === 'layer' || !row.open);
    expect(sum(shown.map((row) => it.figure(itemOf(row), column) ?? 0))).toBe(160);
    expect(it.network.sum(it.root.value, column)).toBe(160);
  });

  test('sums above 2^53 are exact', () => {
    const it = state([
      { path: 'a/x', flops: '9007199254740993' },
      { path: 'a/y', flops: 1 },
      { path: 'b', flops: '18446744073709551616' },
    ]);
    const column = it.network.columns.get('flops')!;
    const [a] = it.root.value.items;
    expect(it.figure(a!, column)).toBe(9007199254740994n);
    expect(column.total).toBe(18455751272964292610n);
  });

  test('the first fold is the deepest with at most 60 rows', () => {
    expect(state(blocks(5, 11)).rows.value.length).toBe(60);
    expect(state(blocks(6, 11)).rows.value.length).toBe(6);
    expect(state(blocks(1, 2000)).rows.value.length).toBe(1);
  });

  test('memory is folded by its peak', () => {
    const it = state();
    const column = it.network.columns.get('live')!;
    expect(it.network.sum(it.root.value, column)).toBe(8);
  });
});

function itemOf(row: Row) {
  return row.kind === 'layer' ? ({ kind: 'layer', layer: row.layer } as const) : row.group;
}

function sum(figures: Integer[]): Integer {
  return figures.reduce(add, 0);
}

describe('sorting', () => {
  test('is stable, within each block; the third click is the order of running', () => {
    const it = state();
    it.foldTo(3);
    it.sortBy('flops');
    // The stem and block a, b are equal.
    expect(names(it)).toEqual(['stem', 'a', '  inner', '    conv1', '    relu1', '  conv1', 'b', '  conv1', 'head']);
    it.sortBy('flops');
    expect(names(it)).toEqual(['head', 'stem', 'a', '  conv1', '  inner', '    relu1', '    conv1', 'b', '  conv1']);
    it.sortBy('flops');
    expect(it.sort.value).toBeNull();
  });

  test('names begin with the first', () => {
    const it = state();
    it.foldTo(1);
    it.sortBy('name');
    expect(names(it)).toEqual(['a', 'b', 'head', 'stem']);
  });

  test('by a figure shows shares of it', () => {
    const it = state();
    expect(it.metric.value).toBe('flops');
    it.sortBy('params');
    expect(it.metric.value).toBe('params');
    for (const key of ['live', 'name']) it.sortBy(key);
    expect(it.metric.value).toBe('params');
  });

  test('by operation, in the order of their first layers', () => {
    const it = state();
    it.groupBy('op');
    it.foldTo(1);
    expect(names(it)).toEqual(['conv', 'relu', 'fc']);
  });
});

describe('finding', () => {
  test('opens the blocks of what is found', () => {
    const it = state();
    it.foldTo(1);
    it.query.value = 'RELU a/';
    expect(names(it)).toEqual(['a', '  inner', '    relu1']);
    it.query.value = '';
    expect(names(it)).toEqual(['stem', 'a', 'b', 'head']);
  });

  test('sums what is found, at the scale of all', () => {
    const it = state();
    const column = it.network.columns.get('flops')!;
    for (const depth of [1, 3]) {
      it.foldTo(depth);
      it.query.value = '';
      expect(it.figure(it.whole.value, column)).toBe(160);
      expect(it.scale.value).toBe(50);
      it.query.value = 'inner';
      expect(it.figure(it.whole.value, column)).toBe(40);
      expect(it.scale.value).toBe(50);
    }
  });

  test('shows a layer that is folded or not found', () => {
    const it = state();
    it.foldTo(1);
    it.query.value = 'stem';
    it.show(3);
    expect(names(it)).toEqual(['stem', 'a', '  conv1', '  inner', '    relu1', '    conv1', 'b', 'head']);
    expect(it.pinned.value).toEqual({ kind: 'layer', layer: 3 });
  });
});

describe('the gutter', () => {
  test('has no lanes where rows are not in order', () => {
    const it = state();
    it.foldTo(3);
    expect(it.gutter.value?.lanes.count).toBe(1);
    it.sortBy('flops');
    expect(it.gutter.value).toBeNull();
  });

  test('has the tensors between folded rows only', () => {
    const it = state();
    it.foldTo(1);
    expect(it.gutter.value?.tensors).toEqual([0, 1, 4, 5]);
  });
});
