import { useMemo, useRef } from 'preact/hooks';
import { percent, short, time } from '../format.ts';
import { decades, plot, type Dot, type Plot } from '../roof.ts';
import type { State } from '../state.ts';
import { useLook } from './look.ts';
import { useWidth } from './visible.ts';

const HEIGHT = 190;
const LEFT = 46;
const BELOW = 30;

export function Roofline({ state }: { state: State }) {
  const { network } = state;
  const drawn = useMemo(() => plot(network), [network]);
  if (!drawn || drawn.dots.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="roofline">
      <header>
        <h2 id="roofline">Roofline of {network.page.roof?.title}</h2>
        <Legend />
      </header>
      <Chart state={state} of={drawn} />
    </section>
  );
}

function Legend() {
  return (
    <p class="legend">
      <svg width="10" height="10" aria-hidden="true">
        <circle cx="5" cy="5" r="4" class="by-compute" />
      </svg>{' '}
      by compute{' '}
      <svg width="10" height="10" aria-hidden="true">
        <path d="M5 0L10 5L5 10L0 5Z" class="by-memory" />
      </svg>{' '}
      by memory
    </p>
  );
}

function Chart({ state, of }: { state: State; of: Plot }) {
  const box = useRef<HTMLDivElement | null>(null);
  const width = useWidth(box, 400);
  const { dots, peak, bandwidth } = of;
  const ridge = peak / bandwidth;
  const [x0, x1] = decades([...dots.map(({ intensity }) => intensity), ridge * 2]);
  const [y0, y1] = decades([...dots.map(({ speed }) => speed), peak * 1.5]);
  const x = (intensity: number): number => LEFT + ((Math.log10(intensity) - x0) / (x1 - x0)) * (width - LEFT - 8);
  const y = (speed: number): number => HEIGHT - BELOW - ((Math.log10(speed) - y0) / (y1 - y0)) * (HEIGHT - BELOW - 10);
  const corner = Math.max(10 ** x0, 10 ** y0 / bandwidth);
  const roof = `M${x(corner)} ${y(corner * bandwidth)}L${x(ridge)} ${y(peak)}H${x(10 ** x1)}`;
  const largest = dots.toSorted((a, b) => b.share - a.share);
  const byMemory = dots.filter((dot) => dot.byMemory).reduce((sum, { share }) => sum + share, 0);
  const layerAt = (event: Event): number | undefined => {
    const index = (event.target as Element).closest<SVGElement>('[data-layer]')?.dataset['layer'];
    return index === undefined ? undefined : Number(index);
  };
  const note = useLook(() => {
    const target = state.selected;
    const dot = target?.kind === 'layer' ? dots.find(({ layer }) => layer === target.layer) : undefined;
    return dot ? described(state, dot) : `The ridge is at ${ridge.toFixed(1)} operations a byte in ${of.dtype}.`;
  }, of);
  return (
    <div class="roofline" ref={box}>
      <svg
        height={HEIGHT}
        role="img"
        aria-label={`Operations in a second by operations for each byte, a mark for each layer as large as its time. ${percent(Math.round(byMemory * 1000), 1000)} of the time is bound by memory. The columns time and bound of the table have the same.`}
        onPointerOver={(event) =>
          state.point(((layer) => (layer === undefined ? null : ({ kind: 'layer', layer } as const)))(layerAt(event)))
        }
        onPointerLeave={() => state.point(null)}
        onClick={(event) => {
          const layer = layerAt(event);
          if (layer !== undefined) state.show(layer);
        }}
      >
        <Axes x={x} y={y} from={[x0, y0]} to={[x1, y1]} width={width} />
        <path class="roof" d={roof} />
        {largest.map((dot) => (
          <Mark
            key={dot.layer}
            state={state}
            dot={dot}
            x={x(dot.intensity)}
            y={y(dot.speed)}
            most={largest[0]!.share}
          />
        ))}
      </svg>
      <p class="note">{note}</p>
    </div>
  );
}

function described(state: State, { layer, intensity, speed, share, byMemory }: Dot): string {
  const value = state.network.columns.get('time')?.values[layer] ?? 0;
  return `${state.network.path(layer)}: ${time(value)}, ${(100 * share).toFixed(1)}% of the time; ${intensity.toFixed(1)} operations a byte, ${short(Math.round(speed))} a second, bound by ${byMemory ? 'memory' : 'compute'}`;
}

function Axes(props: {
  x: (v: number) => number;
  y: (v: number) => number;
  from: [number, number];
  to: [number, number];
  width: number;
}) {
  const { x, y, from, to, width } = props;
  const powers = (a: number, b: number): number[] => Array.from({ length: b - a + 1 }, (_, i) => a + i);
  const label = (power: number): string =>
    power < 0
      ? String(10 ** power)
      : short(10 ** power)
          .replace('.00', '')
          .replace(/\.0 /, ' ');
  return (
    <g class="axes">
      {powers(from[0], to[0]).map((power) => (
        <g key={power}>
          <line x1={x(10 ** power)} x2={x(10 ** power)} y1={10} y2={HEIGHT - BELOW} />
          <text x={x(10 ** power)} y={HEIGHT - BELOW + 13} text-anchor="middle">
            {label(power)}
          </text>
        </g>
      ))}
      {powers(from[1], to[1]).map((power) => (
        <g key={power}>
          <line x1={LEFT} x2={width - 8} y1={y(10 ** power)} y2={y(10 ** power)} />
          <text x={LEFT - 6} y={y(10 ** power) + 3.5} text-anchor="end">
            {label(power)}
          </text>
        </g>
      ))}
      <text x={width - 8} y={HEIGHT - 3} text-anchor="end">
        operations a byte
      </text>
      <text x={0} y={HEIGHT - 3}>
        operations/s
      </text>
    </g>
  );
}

function Mark({ state, dot, x, y, most }: { state: State; dot: Dot; x: number; y: number; most: number }) {
  const look = useLook(
    () => `dot by-${dot.byMemory ? 'memory' : 'compute'} ${state.lit.value.layers.has(dot.layer) ? 'lit' : ''}`,
    dot,
  );
  const r = 2 + 7 * Math.sqrt(dot.share / most);
  return dot.byMemory ? (
    <path class={look} data-layer={dot.layer} d={`M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`} />
  ) : (
    <circle class={look} data-layer={dot.layer} cx={x} cy={y} r={r} />
  );
}
