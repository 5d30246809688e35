import { describe, expect, test } from 'vitest';
import { Network } from '../../src/network.ts';
import { lit } from '../../src/selection.ts';
import { page } from '../tools/model.ts';

// A residual block: `add` reads what `one` and `three` make.
const network = new Network(
  page(
    [
      { path: 'one', line: 1 },
      { path: 'block/two', line: 2 },
      { path: 'block/three', line: 2 },
      { path: 'add', reads: ['one', 'block/three'], line: 3 },
    ],
    { sources: [{ name: 'test.net', text: 'a\nb\nc\n' }] },
  ),
);

function layers(target: Parameters<typeof lit>[1]): number[] {
  return [...lit(network, target).layers].sort();
}

describe('a selection lights up', () => {
  test('of a layer: itself, and the tensors that it reads and makes', () => {
    expect(layers({ kind: 'layer', layer: 3 })).toEqual([3]);
    expect([...lit(network, { kind: 'layer', layer: 3 }).tensors]).toEqual([1, 3, 4]);
  });

  test('of a tensor: the layers at its ends', () => {
    expect(layers({ kind: 'tensor', tensor: 1 })).toEqual([0, 1, 3]);
    expect(layers({ kind: 'tensor', tensor: 0 })).toEqual([0]);
  });

  test('of a line: the layers that it makes', () => {
    expect(layers({ kind: 'line', at: { source: 0, line: 2 } })).toEqual([1, 2]);
    expect(layers({ kind: 'line', at: { source: 0, line: 9 } })).toEqual([]);
  });

  test('of a moment: what is alive then, and who made it', () => {
    // While `three` runs, the output of `one` waits for `add`.
    expect(network.alive(2).sort()).toEqual([1, 2, 3]);
    expect(layers({ kind: 'moment', layer: 2 })).toEqual([0, 1, 2]);
  });

  test('of a block: its layers', () => {
    const group = network.tree('block').items.find((item) => item.kind === 'group');
    if (group?.kind !== 'group') throw new Error();
    expect(layers({ kind: 'group', group })).toEqual([1, 2]);
  });
});

test('a block reads from others, and makes for others', () => {
  expect(network.edges([1, 2])).toEqual({ reads: [1], makes: [3] });
  expect(network.edges([0])).toEqual({ reads: [0], makes: [1] });
  expect(network.edges([0, 1, 2, 3])).toEqual({ reads: [0], makes: [4] });
});

test('the tensors that are alive sum up to the live bytes', () => {
  for (let layer = 0; layer < network.count; layer++) {
    expect(network.alive(layer).reduce((sum, tensor) => sum + Number(network.bytes(tensor)), 0)).toBe(
      network.live[layer],
    );
  }
});
