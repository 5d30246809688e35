import { useMemo, useRef } from 'preact/hooks';
import { counted, figure, percent } from '../format.ts';
import { ratio, type Integer } from '../number.ts';
import { layerOf } from '../selection.ts';
import type { State } from '../state.ts';
import { folded } from '../tree.ts';
import { Choice } from './Choice.tsx';
import { useLook } from './look.ts';
import { useFollow, useVisible } from './visible.ts';

const HEIGHT = 19;

export function Source({ state }: { state: State }) {
  const { sources } = state.network.page;
  const readable = sources.flatMap(({ text, name }, index) => (text === null ? [] : [[index, name] as const]));
  if (readable.length === 0) return null;
  const at = readable.some(([index]) => index === state.source.value) ? state.source.value : readable[0]![0];
  return (
    <section class="panel source" aria-labelledby="source">
      <header>
        <h2 id="source">Source</h2>
        {readable.length > 1 ? (
          <Choice label="File" of={readable} value={at} choose={(source) => (state.source.value = source)} />
        ) : (
          <span class="dim">{readable[0]![1]}</span>
        )}
      </header>
      <Text key={at} state={state} source={at} text={sources[at]!.text!} />
    </section>
  );
}

function Text({ state, source, text }: { state: State; source: number; text: string }) {
  const { network, column } = state;
  const scroller = useRef<HTMLDivElement | null>(null);
  const lines = useMemo(() => text.replace(/\n$/, '').split('\n'), [text]);
  const sums = useMemo(() => sumsOf(state, source), [state, source, column]);
  const [first, end] = useVisible(scroller, lines.length, HEIGHT);
  useFollow(() => {
    const line = shownLine(state, source);
    if (line !== null) bringIntoSight(scroller.current, line);
    if (line !== null && state.pinned.value?.kind === 'line') scroller.current?.scrollIntoView({ block: 'nearest' });
  }, state);
  return (
    <div
      class="code"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={`The text of ${network.page.sources[source]?.name}`}
    >
      <table>
        <caption class="unseen">Lines with their sums of {column?.label}</caption>
        <tbody onPointerLeave={() => state.point(null)}>
          {first > 0 && <Space lines={first} />}
          {lines.slice(first, end).map((line, i) => (
            <CodeLine
              key={first + i}
              state={state}
              source={source}
              line={first + i + 1}
              text={line}
              sum={sums.get(first + i + 1) ?? null}
            />
          ))}
          {end < lines.length && <Space lines={lines.length - end} />}
        </tbody>
      </table>
    </div>
  );
}

function Space({ lines }: { lines: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={3} style={{ height: `${lines * HEIGHT}px` }} />
    </tr>
  );
}

/** The figure of each line that makes layers. */
function sumsOf(state: State, source: number): Map<number, Integer | null> {
  const { column, network } = state;
  const sums = new Map<number, Integer | null>();
  for (const [line, layers] of column ? network.linesOf(source) : [])
    sums.set(line, folded(column!.values, layers, column!.fold));
  return sums;
}

/** The line of the pinned layer or block, or the line that is pinned. */
function shownLine(state: State, source: number): number | null {
  const target = state.pinned.value;
  if (target?.kind === 'line') return target.at.source === source ? target.at.line : null;
  const layer = target?.kind === 'group' ? target.group.layers[0] : layerOf(target);
  if (layer == null) return null;
  for (const [line, layers] of state.network.linesOf(source)) if (layers.includes(layer)) return line;
  return null;
}

function bringIntoSight(scroller: HTMLElement | null, line: number): void {
  if (!scroller) return;
  const top = (line - 1) * HEIGHT;
  if (top < scroller.scrollTop || top + HEIGHT > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top - scroller.clientHeight / 2;
}

function CodeLine({
  state,
  source,
  line,
  text,
  sum,
}: {
  state: State;
  source: number;
  line: number;
  text: string;
  sum: Integer | null;
}) {
  const at = { source, line };
  const layers = state.network.layersOf(at);
  const look = useLook(() => {
    const target = state.selected;
    if (target?.kind === 'line' && target.at.source === source && target.at.line === line) return 'pinned';
    if (target?.kind !== 'layer' && target?.kind !== 'group' && target?.kind !== 'moment') return '';
    const lit = target.kind === 'group' ? state.lit.value.layers : new Set([target.layer]);
    return layers.some((layer) => lit.has(layer)) ? 'lit' : '';
  }, state);
  const { column } = state;
  const shown = column && Number(sum) > 0;
  const active =
    layers.length > 0
      ? { onPointerEnter: () => state.point({ kind: 'line', at }), onClick: () => state.pin({ kind: 'line', at }) }
      : {};
  return (
    <tr class={look} {...active}>
      <td class="number">{line}</td>
      <td class="text" colSpan={shown ? 1 : 2} title={text.trim()}>
        {layers.length > 0 ? (
          <button tabIndex={-1} aria-label={`Line ${line}, ${counted(layers.length, 'layer')}`}>
            <Words text={text} />
          </button>
        ) : (
          <Words text={text} />
        )}
      </td>
      {shown && (
        <td class="n sum" title={`${figure(sum!, column.unit, 'full')} ${column.label}`}>
          <i style={{ width: `${40 * ratio(sum!, column.total ?? 0)}px` }} />
          {percent(sum!, column.total ?? 0)}
        </td>
      )}
    </tr>
  );
}

/** A line, its comment apart. */
function Words({ text }: { text: string }) {
  const comment = text.indexOf('#');
  if (comment < 0) return <>{text || ' '}</>;
  return (
    <>
      {text.slice(0, comment)}
      <span class="dim">{text.slice(comment)}</span>
    </>
  );
}
