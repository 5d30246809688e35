import { describe, expect, test } from 'vitest';
import { energy, figure, full, percent, shape, short, shortBytes, time, together } from '../../src/format.ts';
// Written by a test of the compiler.
import cases from './format.json' with { type: 'json' };

const FORMATS: [keyof typeof cases, (value: bigint) => string][] = [
  ['count', short],
  ['bytes', shortBytes],
  ['ps', time],
  ['fJ', energy],
];

describe.each(FORMATS)('%s', (unit, format) => {
  test.each(cases[unit])('%s is %s, as the compiler writes it', (value, expected) => {
    expect(format(BigInt(value!))).toBe(expected);
  });
});

test.each(cases.percent)('%s of %s is %s, as the compiler writes it', (part, whole, expected) => {
  expect(percent(BigInt(part!), BigInt(whole!))).toBe(expected);
});

test('all digits have a comma at each thousand', () => {
  expect([0, 7, 999, 1000, 100_000, 62_378_344].map(full)).toEqual(['0', '7', '999', '1,000', '100,000', '62,378,344']);
  expect(full(340282366920938463463374607431768211455n)).toBe('340,282,366,920,938,463,463,374,607,431,768,211,455');
});

test('a number and a bigint are written alike', () => {
  for (const value of [0, 1023, 1_048_571, 2 ** 53 - 1]) {
    expect(short(value)).toBe(short(BigInt(value)));
    expect(shortBytes(value)).toBe(shortBytes(BigInt(value)));
  }
});

test('figures have their units', () => {
  expect(figure(61.289, 'ratio', 'full')).toBe('61.29');
  expect(figure(1536, 'bytes', 'short')).toBe('1.50 KiB');
  expect(figure(1536, 'bytes', 'full')).toBe('1,536');
});

test('equal texts are said once, with their number', () => {
  expect(together(['12×64', '8', '12×64', '12×64'])).toBe('3 × 12×64, 8');
  expect(together(['8'])).toBe('8');
  expect(together([])).toBe('');
});

test('shapes', () => {
  expect(shape([64, 56, 56])).toBe('64×56×56');
  expect(shape([])).toBe('scalar');
});
