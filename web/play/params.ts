// The params of a text, for fields to set them. They are read from lines; what is right is for the compiler to say.

import type { Value } from './settings.ts';

export interface Param {
  name: string;
  /** The default, as it is written. */
  written: string;
  /** Its value, if it is a literal. */
  value: Value | undefined;
  /** The values that it may have, as they are written, or the range that they are in. */
  choices: string[] | null;
  range: { least: number; most: number; step: number } | null;
}

const PARAM = /^param +([A-Za-z_]\w*) *= *([^#;\n]*)/gm;
const LETTERS = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const NUMBER = /^([+-]?\d[\d_]*(?:\.\d+)?)([KMGT]?)$/;

export function paramsOf(text: string): Param[] {
  return [...text.matchAll(PARAM)].map(([, name, rest]) => {
    const [written, legal = ''] = rest!.split(/ in (?=[^"]*(?:"[^"]*"[^"]*)*$)/).map((part) => part.trim());
    const value = valueOf(written!);
    const list = /^\[(.*)\]$/.exec(legal)?.[1];
    const choices = list === undefined ? null : list.split(',').map((item) => item.trim());
    return { name: name!, written: written!, value, choices, range: rangeOf(legal, value) };
  });
}

function rangeOf(legal: string, value: Value | undefined): Param['range'] {
  const [least, most] = legal.split('..').map((end) => valueOf(end.trim()));
  if (typeof least !== 'number' || typeof most !== 'number' || typeof value !== 'number') return null;
  // The language tells integers from decimals by the point.
  const whole = Number.isInteger(least) && Number.isInteger(most) && !/\.\d/.test(legal);
  return { least, most, step: whole ? 1 : 0.05 };
}

/** The value of a literal; `undefined` for other expressions. */
export function valueOf(written: string): Value | undefined {
  const number = NUMBER.exec(written);
  if (number) {
    const [, digits, letter] = number;
    const factor = LETTERS[letter as keyof typeof LETTERS] ?? 1;
    const value = Number(digits!.replaceAll('_', '')) * factor;
    return factor > 1 ? Math.round(value) : value;
  }
  if (written === 'true' || written === 'false') return written === 'true';
  if (written === 'none') return null;
  const word = /^"([^"\\]*)"$/.exec(written)?.[1];
  if (word !== undefined) return word;
  const items = /^\[([^[\]]*)\]$/.exec(written)?.[1];
  if (items === undefined) return undefined;
  const values = items.trim() === '' ? [] : items.split(',').map((item) => valueOf(item.trim()));
  return values.includes(undefined) ? undefined : (values as Value[]);
}

/** What someone typed into a field: a literal, or a word without quotes. */
export function typed(text: string): Value | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const value = valueOf(trimmed);
  return value === undefined ? trimmed : value;
}

/** How a value is written in a field. */
export function writtenAs(value: Value): string {
  if (Array.isArray(value))
    return `[${value.map((item) => (typeof item === 'string' ? `"${item}"` : writtenAs(item))).join(', ')}]`;
  return value === null ? 'none' : String(value);
}
