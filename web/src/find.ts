import type { Network } from './network.ts';

/** The layers with all words of a query in their path, operation or call; `null` if there are no words. */
export function find(network: Network, query: string): ReadonlySet<number> | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Set<number>();
  for (let layer = 0; layer < network.count; layer++) {
    // What is written in the braces of a join are other layers.
    const call = network.call(layer).replace(/\{.*/s, '');
    const text = `${network.path(layer)} ${network.operation(layer)} ${call}`.toLowerCase();
    if (words.every((word) => text.includes(word))) found.add(layer);
  }
  return found;
}
