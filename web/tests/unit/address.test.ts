import { describe, expect, test } from 'vitest';
import { read, write } from '../../src/address.ts';
import { addressOf, go } from '../../src/link.ts';
import { Network } from '../../src/network.ts';
import { State } from '../../src/state.ts';
import { blocks, page } from '../tools/model.ts';

const TEXTS = [
  'a',
  'block1/conv2',
  'a&b=c',
  '#',
  '%',
  '%2F',
  '100%',
  ' two  words ',
  '+',
  'ünï 中文 🦀',
  '<script>',
  '"\'`',
  '\n\t\0',
  '&layer=x',
  'a/b//c',
  '-',
];

describe('the address', () => {
  test.each(TEXTS)('keeps any text: %j', (text) => {
    const address = { layer: text, find: text, sort: text, depth: 3 };
    expect(read(write(address))).toEqual(address);
  });

  test('reads as it is typed', () => {
    expect(write({ layer: 'bottleneck3/conv2', sort: 'params', depth: 1 })).toBe(
      '#layer=bottleneck3/conv2&sort=params&depth=1',
    );
  });

  test.each(['', '#', '#depth=x', '#depth=-1', '#depth=99999', '#depth=', '#=&&=', '#unknown=1', '#layer=', '#%'])(
    'ignores what it does not know: %s',
    (hash) => {
      expect(read(hash)).toEqual({});
    },
  );
});

describe('a view', () => {
  const state = (): State => new State(new Network(page(blocks(12, 11))));

  test('is the same after its link is opened', () => {
    const one = state();
    one.foldTo(2);
    one.sortBy('params');
    one.sortBy('params');
    one.metric.value = 'params';
    one.show(40);
    const other = state();
    go(other, read(write(addressOf(one))));
    expect(addressOf(other)).toEqual(addressOf(one));
    expect(other.rows.value.length).toBe(one.rows.value.length);
  });

  test('of a block is linked', () => {
    const one = state();
    one.pin({ kind: 'group', group: one.rows.value.flatMap((row) => (row.kind === 'group' ? [row.group] : []))[3]! });
    expect(addressOf(one).layer).toBe('block4');
    const other = state();
    go(other, addressOf(one));
    expect(other.pinned.value?.kind).toBe('group');
  });

  test('of a layer that is not there is the whole', () => {
    const one = state();
    go(one, { layer: 'nowhere', sort: 'nothing', metric: 'nothing', by: 'nothing', depth: 77 });
    expect(one.pinned.value).toBeNull();
    expect(one.sort.value).toBeNull();
    expect(one.metric.value).toBe('flops');
  });
});
