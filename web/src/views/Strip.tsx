// The blocks along the axis of time, two levels of them.

import type { JSX } from 'preact';
import type { Network } from '../network.ts';
import type { State } from '../state.ts';
import type { Group } from '../tree.ts';
import { fitted } from './fitted.ts';

const BAND = 15;
/** Bands below this have no name. */
const NARROWEST = 10;

/** The levels of blocks that are drawn: none of a flat network. */
function levels(network: Network): Group[][] {
  const inner = (groups: readonly Group[]): Group[] =>
    groups.flatMap(({ items }) => items.filter((item): item is Group => item.kind === 'group'));
  const first = inner([network.tree('block')]);
  return [first, inner(first)].filter((groups) => groups.length > 0 && groups.length <= 200);
}

export function stripHeight(network: Network): number {
  return levels(network).length * BAND + 4;
}

/** A name without the number at its end. */
function stem(name: string): string {
  return name.replace(/\d+$/, '');
}

/** A name as far as it has room; of those of a row of equal blocks, the number. */
function label(group: Group, among: readonly Group[], width: number): string {
  if (width < NARROWEST) return '';
  const text = fitted(group.name, width, 10);
  if (text === group.name) return text;
  const equal = among.filter(({ name }) => stem(name) === stem(group.name)).length;
  return equal * 2 > among.length ? fitted(group.name.slice(stem(group.name).length), width, 10) : text;
}

export function Strip({ state, width, top }: { state: State; width: number; top: number }) {
  const { network } = state;
  const x = (layer: number): number => (layer * width) / network.count;
  const band = (group: Group, level: number, among: readonly Group[]): JSX.Element => {
    const [start, end] = [x(group.layers[0]!), x(group.layers.at(-1)! + 1)];
    const text = label(group, among, end - start - 4);
    return (
      <g key={group.id}>
        <rect
          x={start + 0.5}
          width={Math.max(0.5, end - start - 1)}
          y={top + level * BAND}
          height={BAND - 2}
          rx={1.5}
        />
        {text && (
          <text x={(start + end) / 2} y={top + level * BAND + 10} text-anchor="middle">
            {text}
          </text>
        )}
        <title>{state.groupPath(group)}</title>
      </g>
    );
  };
  return (
    <g class="strip">{levels(network).map((groups, level) => groups.map((group) => band(group, level, groups)))}</g>
  );
}
