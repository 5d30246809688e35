import { useMemo, useRef } from 'preact/hooks';
import { full, shape, shortBytes } from '../format.ts';
import { compare, ratio, subtract, type Integer } from '../number.ts';
import { layerOf } from '../selection.ts';
import type { State } from '../state.ts';
import { outline, sampled } from '../steps.ts';
import { useSlider } from './slider.ts';
import { Strip, stripHeight } from './Strip.tsx';
import { TensorLink } from './Links.tsx';
import { useLook } from './look.ts';
import { useWidth } from './visible.ts';

const HEIGHT = 96;
const ABOVE = 18;

export function Memory({ state }: { state: State }) {
  const { peak } = state.network.page.memory;
  if (peak === null || state.network.count === 0) return null;
  return (
    <section class="panel" aria-labelledby="memory">
      <header>
        <h2 id="memory">Memory over time</h2>
        <button class="link" onClick={() => state.show(peak)}>
          peak at {state.network.path(peak)}
        </button>
      </header>
      <Steps state={state} peak={peak} />
      <Alive state={state} peak={peak} />
    </section>
  );
}

function Steps({ state, peak }: { state: State; peak: number }) {
  const { network } = state;
  const box = useRef<HTMLDivElement | null>(null);
  const width = useWidth(box, 400);
  const strip = stripHeight(network);
  const most = network.live[peak] ?? 0;
  const area = useMemo(() => {
    const live = network.live.map(Number);
    return outline(sampled(live, width), width, HEIGHT, Number(most));
  }, [network, width, most]);
  const slider = useSlider({
    count: network.count,
    at: useLook(() => shownLayer(state, peak), state),
    text: (layer) => `${shortBytes(network.live[layer] ?? 0)}, ${network.path(layer)}`,
    point: (layer) => state.point({ kind: 'moment', layer }),
    show: (layer) => state.show(layer),
    leave: () => state.point(null),
  });
  const middle = (layer: number): number => ((layer + 0.5) * width) / network.count;
  const layerAt = (event: PointerEvent | MouseEvent): number => {
    const x = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    return Math.max(0, Math.min(network.count - 1, Math.floor((x * network.count) / width)));
  };
  return (
    <div class="steps" ref={box}>
      <svg
        height={ABOVE + HEIGHT + strip}
        {...slider}
        aria-label={`Bytes of activations alive while each layer runs, in the order of running. The peak is ${shortBytes(most)} at ${network.path(peak)}, layer ${peak + 1} of ${network.count}.`}
        onPointerMove={(event) => state.point({ kind: 'moment', layer: layerAt(event) })}
        onPointerLeave={() => state.point(null)}
        onClick={(event) => state.show(layerAt(event))}
      >
        <g transform={`translate(0 ${ABOVE})`}>
          <path class="area" d={area} />
          <line class="base" x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} />
          <Span state={state} width={width} />
          <Peak x={middle(peak)} width={width} text={shortBytes(most)} />
          <Now state={state} middle={middle} height={HEIGHT + strip} />
        </g>
        <Strip state={state} width={width} top={ABOVE + HEIGHT + 4} />
      </svg>
    </div>
  );
}

function Peak({ x, width, text }: { x: number; width: number; text: string }) {
  const side = x > width / 2 ? 'end' : 'start';
  return (
    <g class="peak">
      <path d={`M${x} 0l-4 -6h8z`} />
      <text x={side === 'end' ? x - 8 : x + 8} y={-3} text-anchor={side}>
        peak {text}
      </text>
    </g>
  );
}

/** The time that a selected layer runs. */
function Now({ state, middle, height }: { state: State; middle: (layer: number) => number; height: number }) {
  const target = state.selected;
  const layer = layerOf(target);
  return layer === null ? null : <line class="now" x1={middle(layer)} x2={middle(layer)} y1={-4} y2={height} />;
}

/** From when to when a selected block or line runs, or a tensor lives. */
function Span({ state, width }: { state: State; width: number }) {
  const { network } = state;
  const span = spanOf(state);
  if (!span) return null;
  const [x, end] = [span[0], span[1] + 1].map((layer) => (layer * width) / network.count) as [number, number];
  return <rect class="span" x={x} width={end - x} y={0} height={HEIGHT} />;
}

function spanOf(state: State): [first: number, last: number] | null {
  const target = state.selected;
  if (target?.kind === 'tensor') {
    const { made_by, last_read, lives_from, lives_through } = state.network.page.tensors;
    const made = lives_from[target.tensor] ?? made_by[target.tensor] ?? 0;
    return [made, lives_through[target.tensor] ?? last_read[target.tensor] ?? made];
  }
  if (target?.kind !== 'group' && target?.kind !== 'line') return null;
  const layers = [...state.lit.value.layers];
  const [first, last] = [layers[0], layers.at(-1)];
  return first === undefined || last === undefined ? null : [first, last];
}

/** The layer whose time is selected, or that of the peak. */
function shownLayer(state: State, peak: number): number {
  return layerOf(state.selected) ?? peak;
}

const MOST = 8;

/** The tensors that are alive at the selected time, or at the peak. */
function Alive({ state, peak }: { state: State; peak: number }) {
  const { network } = state;
  const layer = shownLayer(state, peak);
  const alive = network.alive(layer);
  const within = alive.reduce<Integer>(
    (rest, tensor) => subtract(rest, network.bytes(tensor)),
    network.live[layer] ?? 0,
  );
  const largest = network.bytes(alive[0] ?? -1);
  return (
    <div class="alive">
      <table class="bars-table">
        <caption>
          <b>{shortBytes(network.live[layer] ?? 0)}</b> alive while {network.path(layer)} runs
          {layer === peak ? ', the peak' : ''}
        </caption>
        <tbody>
          {alive.slice(0, MOST).map((tensor) => (
            <AliveRow key={tensor} state={state} tensor={tensor} largest={largest} />
          ))}
        </tbody>
      </table>
      {alive.length > MOST && <p class="note">and {alive.length - MOST} more</p>}
      {compare(within, 0) > 0 && <p class="note">and {shortBytes(within)} within it, where blocks are folded</p>}
    </div>
  );
}

function AliveRow({ state, tensor, largest }: { state: State; tensor: number; largest: Integer }) {
  const { network } = state;
  const size = network.bytes(tensor);
  return (
    <tr>
      <th scope="row">
        <TensorLink state={state} tensor={tensor} />
      </th>
      <td class="dim">{shape(network.page.tensors.shape[tensor]!)}</td>
      <td class="bar memory">
        <i style={{ width: `${100 * ratio(size, largest)}%` }} />
      </td>
      <td class="n" title={`${full(size)} bytes`}>
        {shortBytes(size)}
      </td>
    </tr>
  );
}
