// Exact integers: a `number` up to 2^53, a `bigint` above.

export type Integer = number | bigint;

/** An integer of the model, where those above 2^53 are strings of digits. Absent figures stay `null`. */
export function integer(value: number | string | null): Integer | null {
  return typeof value === 'string' ? smallest(BigInt(value)) : value;
}

function smallest(value: bigint): Integer {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function add(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum) || !Number.isInteger(sum)) return sum;
  }
  return smallest(BigInt(a) + BigInt(b));
}

export function subtract(a: Integer, b: Integer): Integer {
  return typeof a === 'number' && typeof b === 'number' ? a - b : smallest(BigInt(a) - BigInt(b));
}

/** Negative, zero or positive, as `a` is less, equal or greater. JavaScript compares both kinds exactly. */
export function compare(a: Integer, b: Integer): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `part / whole` as a length or an area on the screen; 0 if the whole is 0. */
export function ratio(part: Integer, whole: Integer): number {
  const divisor = Number(whole);
  return divisor > 0 ? Number(part) / divisor : 0;
}
