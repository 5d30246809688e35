// Which layers each line of a source makes.

import type { Page } from './model.ts';

/** A line of a source, the first is 1. */
export interface Line {
  source: number;
  line: number;
}

/** For each source, its lines and the layers that they make, themselves or through the blocks that they call. */
export function readLines(
  { layers, scopes, sources }: Page,
  around: (scope: number) => number[],
): Map<number, number[]>[] {
  const lines = sources.map(() => new Map<number, number[]>());
  const put = (source: number | null | undefined, line: number | null | undefined, layer: number): void => {
    if (source == null || line == null) return;
    const made = lines[source]?.get(line);
    if (!made) lines[source]?.set(line, [layer]);
    else if (made.at(-1) !== layer) made.push(layer);
  };
  layers.line.forEach((line, layer) => {
    put(layers.source[layer], line, layer);
    for (const scope of around(layers.scope[layer]!)) put(scopes.source[scope], scopes.line[scope], layer);
  });
  return lines;
}
