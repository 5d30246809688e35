import { describe, expect, test } from 'vitest';
import { changedColumns, counts, sumOf } from '../../src/changes.ts';
import { Comparing } from '../../src/comparing.ts';
import { signed } from '../../src/format.ts';
import { labels } from '../../src/labels.ts';
import { front, points, series } from '../../src/points.ts';
import { scale } from '../../src/scale.ts';
import { comparison, network } from '../tools/comparison.ts';

const ROWS = [
  '3 stem',
  '~ a/conv1 a/conv1 -5',
  '+ a/conv2 12',
  '2 a/conv3',
  '- a/conv9 -1',
  '9 b/conv1',
  '+ c/d/conv1 7',
  '4 head',
];

function names(state: Comparing): string[] {
  const { strings, rows } = state.model;
  return state.rows.value.map((row) => {
    if (row.kind === 'block') return `${'  '.repeat(row.block.depth - 1)}[${row.block.name}]`;
    const name = strings[rows!.new[row.row] ?? rows!.old[row.row] ?? -1]!;
    return `${'  '.repeat(row.depth)}${rows!.change[row.row]} ${name.slice(name.lastIndexOf('/') + 1)}`;
  });
}

describe('changes', () => {
  test('are in their blocks, in order; what goes on through blocks is in none', () => {
    expect(names(new Comparing(comparison(ROWS)))).toEqual([
      'same stem',
      '[a]',
      '  changed conv1',
      '  added conv2',
      '  same conv3',
      '  removed conv9',
      'same conv1',
      '[c]',
      '  [d]',
      '    added conv1',
      'same head',
    ]);
  });

  test('blocks in which nothing changed start folded', () => {
    const state = new Comparing(comparison(['1 a/conv1', '1 a/conv2', '+ b/conv1 1']));
    expect(names(state)).toEqual(['[a]', '[b]', '  added conv1']);
    state.turnAll(true);
    expect(names(state)).toEqual(['[a]', '  same conv1', '  same conv2', '[b]', '  added conv1']);
    state.turnAll(false);
    expect(names(state)).toEqual(['[a]', '[b]']);
  });

  test('add up to the difference of the networks', () => {
    const model = comparison(ROWS);
    const state = new Comparing(model);
    const [flops] = changedColumns(model.rows!);
    expect(sumOf(flops!, state.root.rows)).toBe(-5 + 12 - 1 + 7);
    const tops = state.root.items.map((item) => Number(sumOf(flops!, item.kind === 'block' ? item.rows : [item.row])));
    expect(tops.reduce((a, b) => a + b, 0)).toBe(13);
    expect(counts(model.rows!, state.root.rows)).toEqual({ same: 18, changed: 1, added: 2, removed: 1 });
  });
});

describe('points', () => {
  const model = comparison(null, [
    network('n@w=1', 10, 100, { w: '1', d: '2' }),
    network('n@w=4', 40, 30, { w: '4', d: '2' }),
    network('n@w=2', 20, 50, { w: '2', d: '2' }),
    network('n@d=3', 25, 60, { w: '2', d: '3' }),
    network('m', 20, 90, { w: '1' }),
  ]);

  test('of which no other has less of both are the front', () => {
    expect(front(points(model, 'params', 'flops')).map(({ network }) => network)).toEqual([0, 2, 1]);
  });

  test('that differ in one param alone are joined, in the order of its values', () => {
    expect(series(model)).toEqual([
      [0, 2, 1],
      [2, 3],
    ]);
  });
});

test('names of points do not overlap', () => {
  const at: [number, number][] = Array.from({ length: 30 }, (_, index) => [
    40 + ((index * 37) % 300),
    20 + ((index * 53) % 200),
  ]);
  const boxes = labels(
    at,
    at.map(() => 60),
    400,
  ).flatMap((label) => {
    if (!label) return [];
    const left = label.x - { start: 0, end: 60, middle: 30 }[label.anchor];
    return [{ left, right: left + 60, y: label.y }];
  });
  expect(boxes.length).toBeGreaterThan(10);
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1))
      expect(a.right <= b.left || b.right <= a.left || Math.abs(a.y - b.y) >= 12).toBe(true);
  });
});

describe('an axis', () => {
  test.each([[[1, 2, 3]], [[1e6, 5e9]], [[0, 0]], [[7]], [[1e30, 2e30]]])('holds %j between its ends', (values) => {
    const { at, ticks } = scale(values, 10, 90);
    for (const value of values) expect(at(value)).toBeGreaterThanOrEqual(10);
    for (const value of values) expect(at(value)).toBeLessThanOrEqual(90);
    for (const tick of ticks)
      expect([at(tick) >= 10, at(tick) <= 90.01, Number.isInteger(tick)]).toEqual([true, true, true]);
    expect(ticks.length).toBeLessThan(20);
  });
});

test('differences have a sign', () => {
  expect([1234, -1234, 0].map((value) => signed(value, 'count', 'full'))).toEqual(['+1,234', '−1,234', '0']);
  expect(signed(-(2n ** 70n), 'bytes', 'short')).toBe('−1.00 ZiB');
});
