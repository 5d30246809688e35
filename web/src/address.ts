// The part of the address after `#`: what is pinned, and how the table stands, so that a view can be linked.

export interface Address {
  /** The path of the pinned layer or block. */
  layer?: string;
  /** A column's key, with a `-` in front if the smallest is first. */
  sort?: string;
  /** How many levels of blocks are open. */
  depth?: number;
  by?: string;
  metric?: string;
  find?: string;
}

const TEXTS = ['layer', 'sort', 'by', 'metric', 'find'] as const;

export function write(address: Address): string {
  const words = new URLSearchParams();
  for (const key of TEXTS) {
    const text = address[key];
    if (text) words.set(key, text);
  }
  if (address.depth !== undefined) words.set('depth', String(address.depth));
  // Slashes may stand there as they are.
  const text = words.toString().replaceAll('%2F', '/');
  return text && `#${text}`;
}

export function read(hash: string): Address {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const address: Address = {};
  for (const key of TEXTS) {
    const text = words.get(key);
    if (text) address[key] = text;
  }
  const depth = words.get('depth');
  if (depth !== null && /^\d{1,4}$/.test(depth)) address.depth = Number(depth);
  return address;
}
