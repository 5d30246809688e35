import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { paramsOf, typed, valueOf, writtenAs } from '../../play/params.ts';
import { asked, CONVENTIONS, DEVICES, DTYPES, withArgument, withSetting } from '../../play/settings.ts';

const root = join(import.meta.dirname, '../../..');

describe('the playground offers', () => {
  test('all devices', () => {
    const files = readdirSync(join(root, 'devices')).filter((name) => name.endsWith('.toml'));
    expect(DEVICES).toEqual(files.map((name) => name.replace('.toml', '')).sort());
  });

  test('all conventions', () => {
    const page = readFileSync(join(root, 'docs/conventions.md'), 'utf8');
    const [, table] = /generated: conventions -->(.*?)<!-- end/s.exec(page)!;
    expect(CONVENTIONS).toEqual([...table!.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name));
  });

  test('all types', () => {
    const page = readFileSync(join(root, 'docs/language/settings.md'), 'utf8');
    expect(DTYPES.join(' ')).toBe(/^Types are `([^`]+)`/m.exec(page)![1]);
  });
});

describe('params', () => {
  test('are read with what is legal', () => {
    const text = [
      'param width = 1.0 in 0.05..4      # thins',
      'param depth = 50 in [18, 50]',
      'param budget = 400M in [400M, 1.6G]',
      'param head = "in x" in ["in x", "y"]',
      'param heads = width // 64',
      'param norm = false; input 3x2x2',
      '# param no = 1',
      'let x = 1',
    ].join('\n');
    expect(paramsOf(text)).toEqual([
      { name: 'width', written: '1.0', value: 1, choices: null, range: { least: 0.05, most: 4, step: 0.05 } },
      { name: 'depth', written: '50', value: 50, choices: ['18', '50'], range: null },
      { name: 'budget', written: '400M', value: 400_000_000, choices: ['400M', '1.6G'], range: null },
      { name: 'head', written: '"in x"', value: 'in x', choices: ['"in x"', '"y"'], range: null },
      { name: 'heads', written: 'width // 64', value: undefined, choices: null, range: null },
      { name: 'norm', written: 'false', value: false, choices: null, range: null },
    ]);
  });

  test.each(readdirSync(join(root, 'examples')))('of %s are found', (name) => {
    const text = readFileSync(join(root, 'examples', name), 'utf8');
    expect(paramsOf(text).map(({ name }) => name)).toEqual(
      text
        .split('\n')
        .filter((line) => line.startsWith('param '))
        .map((line) => line.split(' ')[1]),
    );
  });

  test.each([1, 0.5, true, null, 'word', [1, 2], ['a', 'b'], []])(
    'have values that are read as written: %j',
    (value) => {
      expect(typed(writtenAs(value))).toEqual(value);
    },
  );

  test.each(['a + 1', 'f(1)', '[1, x]', ''])('have no value if they are no literal: %s', (text) => {
    expect(valueOf(text)).toBeUndefined();
  });
});

test('settings are asked for as the server takes them', () => {
  const some = withArgument(withSetting({ batch: 2 }, 'dtype', 'f16'), 'width', 0.5);
  expect(asked(some, ['width'])).toEqual({ batch: 2, weights: 'f16', activations: 'f16', arguments: { width: 0.5 } });
  expect(asked(some, [])).toEqual({ batch: 2, weights: 'f16', activations: 'f16' });
  expect(
    withArgument(withSetting(withSetting(some, 'dtype', undefined), 'batch', undefined), 'width', undefined),
  ).toEqual({});
});
