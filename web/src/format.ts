// Figures as people read them, to the letter as the reports of the command line write them.

import type { Integer } from './number.ts';

const COUNTS = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y', 'R', 'Q'];
const BYTES = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** All digits, with a comma at each thousand: `62,378,344`. */
export function full(count: Integer): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The quotient, rounded to the nearest. */
function rounded(count: bigint, divisor: bigint): bigint {
  return count / divisor + (count % divisor >= (divisor + 1n) / 2n ? 1n : 0n);
}

/** A number of tenths or hundredths with its decimal point. */
function pointed(digits: bigint, decimals: number): string {
  if (decimals === 0) return String(digits);
  const one = 10n ** BigInt(decimals);
  return `${full(digits / one)}.${(digits % one).toString().padStart(decimals, '0')}`;
}

/** Three digits and a unit: `999`, `1.14 G`, `62.4 M`. */
export function short(value: Integer): string {
  const count = BigInt(value);
  if (count < 1000n) return String(count);
  let scale = 1n;
  for (const unit of COUNTS) {
    scale *= 1000n;
    for (const decimals of [2, 1, 0]) {
      const digits = rounded(count, scale / 10n ** BigInt(decimals));
      if (digits < 1000n) return `${pointed(digits, decimals)} ${unit}`;
    }
  }
  return `${full(rounded(count, scale))} Q`;
}

/** Bytes in the largest unit in which they are at least one: `512 B`, `237.95 MiB`. */
export function shortBytes(value: Integer): string {
  const bytes = BigInt(value);
  if (bytes < 1024n) return `${bytes} B`;
  for (const [index, unit] of BYTES.entries()) {
    const hundredths = rounded(bytes * 100n, 1024n ** BigInt(index + 1));
    if (hundredths < 102_400n || unit === 'YiB') return `${pointed(hundredths, 2)} ${unit}`;
  }
  return String(bytes);
}

/** A share of a whole: `9.3%`, `<0.1%`, `0%`. */
export function percent(part: Integer, whole: Integer): string {
  const [a, b] = [BigInt(part), BigInt(whole)];
  if (a === 0n || b === 0n) return '0%';
  const permille = (a * 1000n + b / 2n) / b;
  return permille === 0n ? '<0.1%' : `${permille / 10n}.${permille % 10n}%`;
}

const TIMES: [string, bigint, number][] = [
  ['s', 10n ** 12n, 12],
  ['ms', 10n ** 9n, 9],
  ['us', 10n ** 6n, 6],
  ['ns', 10n ** 3n, 3],
  ['ps', 1n, 0],
];

/** Picoseconds in four digits: `1.235 ms`. */
export function time(picoseconds: Integer): string {
  const ps = BigInt(picoseconds);
  const found = TIMES.find(([, one]) => ps >= one);
  if (!found) return '0 s';
  const [unit, one, exponent] = found;
  const places = Math.min(Math.max(4 - String(ps / one).length, 0), exponent);
  return `${pointed(rounded(ps, one / 10n ** BigInt(places)), places).replaceAll(',', '')} ${unit}`;
}

const ENERGIES: [string, number][] = [
  ['J', 15],
  ['mJ', 12],
  ['uJ', 9],
  ['nJ', 6],
  ['pJ', 3],
];

/** Femtojoules with two decimals, the rest cut off: `338.40 pJ`. */
export function energy(femtojoules: Integer): string {
  const fj = BigInt(femtojoules);
  const found = ENERGIES.find(([, power]) => fj >= 10n ** BigInt(power));
  return found ? `${pointed(fj / 10n ** BigInt(found[1] - 2), 2)} ${found[0]}` : `${fj} fJ`;
}

/** A figure in its unit, as tables show it. */
export function figure(value: Integer, unit: string, digits: 'full' | 'short'): string {
  switch (unit) {
    case 'ps':
      return time(value);
    case 'fJ':
      return energy(value);
    case 'ratio':
      return Number(value).toFixed(2);
    case 'bytes':
      return digits === 'short' ? shortBytes(value) : full(value);
    default:
      return digits === 'short' ? short(value) : full(value);
  }
}

/** The sizes of axes: `64×56×56`. */
export function shape(sizes: readonly number[]): string {
  return sizes.length === 0 ? 'scalar' : sizes.join('×');
}

/** Equal ones once, with their number: `3 × 12×64, 8`. */
export function together(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count > 1 ? `${count} × ${text}` : text)).join(', ');
}

/** `1 layer`, `12 layers`. */
export function counted(count: number, noun: string): string {
  return `${full(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A difference with its sign: `+1,234`, `−12`, `0`. */
export function signed(value: Integer, unit: string, digits: 'full' | 'short'): string {
  if (value < 0) return `−${figure(-value, unit, digits)}`;
  return `${value > 0 ? '+' : ''}${figure(value, unit, digits)}`;
}
