import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Comparing } from '../../comparing.ts';
import { figure } from '../../format.ts';
import { labels, type Label } from '../../labels.ts';
import { front, points, series, type Point } from '../../points.ts';
import { scale, type Scale } from '../../scale.ts';
import { measured } from '../fitted.ts';
import { useWidth } from '../visible.ts';

const HEIGHT = 340;
const LEFT = 58;
const BELOW = 36;

/** Networks by any two of their totals. */
export function Scatter({ state }: { state: Comparing }) {
  const totals = state.model.networks[0]?.totals ?? [];
  const has = (key: string): boolean => totals.some((total) => total.key === key);
  const x = useSignal(has('flops') ? 'flops' : (totals[0]?.key ?? ''));
  const y = useSignal(has('params') ? 'params' : (totals[1]?.key ?? ''));
  const choose = (axis: typeof x, label: string) => (
    <select aria-label={label} value={axis.value} onChange={(event) => (axis.value = event.currentTarget.value)}>
      {totals.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
  return (
    <section class="panel" aria-label="Networks by two totals">
      <header>
        <h2 class="labelled">
          {choose(y, 'Upwards')} <span class="dim">by</span> {choose(x, 'To the right')}
        </h2>
      </header>
      <Plot state={state} x={x.value} y={y.value} />
      <Legend state={state} x={x.value} y={y.value} />
    </section>
  );
}

/** What the lines are, those that there are. */
function Legend({ state, x, y }: { state: Comparing; x: string; y: string }) {
  const several = front(points(state.model, x, y)).length > 1;
  return (
    <p class="note">
      {several && 'The dashed line joins networks of which no other one has less of both figures. '}
      {series(state.model).length > 0 && 'Full lines join networks that differ in one param alone.'}
    </p>
  );
}

function Plot({ state, x, y }: { state: Comparing; x: string; y: string }) {
  const box = useRef<HTMLDivElement | null>(null);
  const width = useWidth(box, 420);
  const all = points(state.model, x, y);
  const across = scale(
    all.map((point) => Number(point.x)),
    LEFT,
    width - 14,
  );
  const up = scale(
    all.map((point) => Number(point.y)),
    HEIGHT - BELOW,
    14,
  );
  const at = (point: Point): [number, number] => [across.at(Number(point.x)), up.at(Number(point.y))];
  const line = (some: readonly Point[]): string =>
    some.map((point, index) => `${index ? 'L' : 'M'}${at(point).join(' ')}`).join('');
  const best = front(all);
  const unit = (key: string): string =>
    state.model.networks[0]?.totals.find((total) => total.key === key)?.unit ?? 'count';
  const label = ({ network }: Point): string => state.model.networks[network]!.label;
  const names = labels(
    all.map(at),
    all.map((point) => measured(label(point), 11)),
    width,
  );
  return (
    <div class="scatter" ref={box}>
      <svg
        height={HEIGHT}
        role="img"
        aria-label={`Networks as points. No other is below ${best.map(label).join(', ')}. The table has the same figures.`}
        onPointerLeave={() => (state.pointed.value = null)}
      >
        <Axes across={across} up={up} width={width} units={[unit(x), unit(y)]} />
        {series(state.model).map((networks, index) => (
          <path
            key={index}
            class="series"
            d={line(networks.flatMap((network) => all.filter((point) => point.network === network)))}
          />
        ))}
        <path class="front" d={line(best)} />
        {all.map((point, index) => (
          <Dot key={point.network} state={state} network={point.network} at={at(point)} label={names[index] ?? null} />
        ))}
      </svg>
    </div>
  );
}

function Axes({ across, up, width, units }: { across: Scale; up: Scale; width: number; units: [string, string] }) {
  return (
    <g class="axes">
      {across.ticks.map((tick) => (
        <g key={tick}>
          <line x1={across.at(tick)} x2={across.at(tick)} y1={10} y2={HEIGHT - BELOW} />
          <text x={across.at(tick)} y={HEIGHT - BELOW + 15} text-anchor="middle">
            {figure(tick, units[0], 'short')}
          </text>
        </g>
      ))}
      {up.ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width - 8} y1={up.at(tick)} y2={up.at(tick)} />
          <text x={LEFT - 6} y={up.at(tick) + 3.5} text-anchor="end">
            {figure(tick, units[1], 'short')}
          </text>
        </g>
      ))}
    </g>
  );
}

interface DotProps {
  state: Comparing;
  network: number;
  at: [number, number];
  label: Label | null;
}

function Dot({ state, network, at: [x, y], label }: DotProps) {
  const lit = state.pointed.value === network;
  // What had no room has it when it is pointed at.
  const place = label ?? (lit ? { x, y: y - 12, anchor: 'middle' } : null);
  return (
    <g class={lit ? 'point lit' : 'point'} onPointerEnter={() => (state.pointed.value = network)}>
      <circle cx={x} cy={y} r={lit ? 6 : 4.5} />
      {place && (
        <text x={place.x} y={place.y + 3.5} text-anchor={place.anchor}>
          {state.model.networks[network]!.label}
        </text>
      )}
    </g>
  );
}
