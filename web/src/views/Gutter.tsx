// The graph in one row of the table.

import type { Drawn } from '../gutter.ts';
import type { LaneRow } from '../lanes.ts';
import type { State } from '../state.ts';
import { useLook } from './look.ts';

export const HEIGHT = 25;
const MIDDLE = HEIGHT / 2;
/** Lanes above these are not drawn. */
const MOST = 96;
const WIDEST = 150;

/** The distance of lanes: they move together if there are many. */
export function pitch(count: number): number {
  return Math.min(11, WIDEST / Math.min(count, MOST));
}

export function width({ lanes, last }: Drawn): number {
  return 14 + Math.min(last, MOST) * pitch(lanes.count);
}

interface Props {
  state: State;
  drawn: Drawn;
  row: LaneRow;
  /** The radius of the dot; `null` for a row that only lanes pass. */
  radius: number | null;
  folded: boolean;
}

export function Gutter({ state, drawn, row, radius, folded }: Props) {
  const step = pitch(drawn.lanes.count);
  const x = (lane: number): number => 7 + lane * step;
  const dot = x(row.dot);
  const all = path(drawn, row, x, () => true);
  const strong = useLook(
    () => {
      const { tensors } = state.lit.value;
      return tensors.size === 0 ? '' : path(drawn, row, x, (t) => tensors.has(drawn.tensors[t]!));
    },
    drawn,
    row,
  );
  return (
    <svg class="gutter" width={width(drawn)} height={HEIGHT} aria-hidden="true">
      <path class="lane" d={all} />
      <path class="lane lit" d={strong} />
      {radius !== null &&
        row.dot <= MOST &&
        (folded ? <Block x={dot} radius={radius} /> : <circle cx={dot} cy={MIDDLE} r={radius} />)}
    </svg>
  );
}

function Block({ x, radius }: { x: number; radius: number }) {
  return <rect x={x - radius} y={MIDDLE - radius} width={2 * radius} height={2 * radius} rx={1.5} />;
}

/** The lanes of a row that are wanted: those that pass, and curves to and from the dot. */
function path({ lanes }: Drawn, row: LaneRow, x: (lane: number) => number, wanted: (t: number) => boolean): string {
  const dot = x(row.dot);
  const parts: string[] = [];
  const each = (lifetimes: readonly number[], draw: (lane: number) => string): void => {
    for (const t of lifetimes) {
      const lane = lanes.of[t] ?? null;
      if (lane !== null && lane <= MOST && wanted(t)) parts.push(draw(x(lane)));
    }
  };
  const passing = (lane: number): string => `M${lane} 0V${HEIGHT}`;
  const inward = (lane: number): string => `M${lane} 0C${lane} ${MIDDLE} ${dot} 0 ${dot} ${MIDDLE}`;
  const outward = (lane: number): string => `M${dot} ${MIDDLE}C${dot} ${HEIGHT} ${lane} ${MIDDLE} ${lane} ${HEIGHT}`;
  each(row.through, passing);
  each(row.reads, (lane) => passing(lane) + inward(lane));
  each(row.ends, inward);
  each(row.starts, outward);
  return parts.join('');
}
