// What is known of one layer, block, line or tensor: the one that is pinned.

import { counted, figure, percent, shape, shortBytes } from '../format.ts';
import type { Column } from '../network.ts';
import type { Integer } from '../number.ts';
import type { Target } from '../selection.ts';
import type { State } from '../state.ts';
import { folded } from '../tree.ts';
import { Derivation } from './Derivation.tsx';
import { LayerLink, TensorLink } from './Links.tsx';

export function Details({ state }: { state: State }) {
  // What is only pointed at would push away what it is pointed at in.
  const target = state.pinned.value;
  return (
    <section class={`panel details ${target ? 'kept' : ''}`} aria-label="Details">
      {target ? (
        <About state={state} target={target} />
      ) : (
        <p class="dim">Select a layer or block to see where its figures come from.</p>
      )}
    </section>
  );
}

function About({ state, target }: { state: State; target: Target }) {
  return (
    <>
      <header>
        <h2>{title(state, target)}</h2>
        <button class="button" onClick={() => state.pin(null)} aria-label="Close the details">
          ✕
        </button>
      </header>
      {target.kind === 'layer' || target.kind === 'moment' ? (
        <Layer state={state} layer={target.layer} />
      ) : (
        <Several state={state} target={target} />
      )}
    </>
  );
}

function title(state: State, target: Target): string {
  const { network } = state;
  switch (target.kind) {
    case 'layer':
    case 'moment':
      return network.path(target.layer);
    case 'group':
      return state.groupPath(target.group);
    case 'tensor':
      return network.tensorName(target.tensor);
    case 'line':
      return `${network.page.sources[target.at.source]?.name}, line ${target.at.line}`;
  }
}

function Layer({ state, layer }: { state: State; layer: number }) {
  const { network } = state;
  const { layers, operations, sources } = network.page;
  const operation = operations[layers.op[layer] ?? -1];
  const [source, line, column] = [
    layers.source[layer] ?? null,
    layers.line[layer] ?? null,
    layers.column[layer] ?? null,
  ];
  return (
    <>
      {network.call(layer) && (
        <p>
          <code class="call">{network.call(layer)}</code>{' '}
          {source !== null && line !== null && (
            <button class="link" onClick={() => state.openSource({ source, line })}>
              {sources[source]?.name}:{line}
              {column !== null && `:${column}`}
            </button>
          )}
        </p>
      )}
      {operation && (
        <p class="dim">
          {operation.name}: {operation.about}
        </p>
      )}
      <Edges state={state} layers={[layer]} />
      <Derivation state={state} layer={layer} />
      <Figures state={state} layers={[layer]} />
    </>
  );
}

/** What layers read from others, and make for others. */
function Edges({ state, layers }: { state: State; layers: readonly number[] }) {
  const { network } = state;
  const { shape: shapes, dtype } = network.page.tensors;
  const { reads, makes } = network.edges(layers);
  const several = layers.length > 1;
  const described = (tensor: number) => (
    <span class="dim">
      {' '}
      {shape(shapes[tensor]!)} {dtype[tensor]}, {shortBytes(network.bytes(tensor))}
    </span>
  );
  return (
    <dl class="edges">
      <dt>reads</dt>
      <dd>
        {reads.slice(0, MOST).map((tensor) => (
          <div key={tensor}>
            <TensorLink state={state} tensor={tensor} />
            {described(tensor)}
          </div>
        ))}
        <More of={reads} />
      </dd>
      <dt>makes</dt>
      <dd>
        {makes.slice(0, MOST).map((tensor) => (
          <div key={tensor}>
            {several && <TensorLink state={state} tensor={tensor} />}
            {described(tensor)}
            <Readers state={state} tensor={tensor} />
          </div>
        ))}
        <More of={makes} />
      </dd>
    </dl>
  );
}

function More({ of }: { of: readonly number[] }) {
  if (of.length === 0) return <span class="dim">nothing</span>;
  return of.length > MOST ? <span class="dim">and {of.length - MOST} more</span> : null;
}

const MOST = 6;

function Readers({ state, tensor }: { state: State; tensor: number }) {
  const readers = state.network.readers[tensor]!;
  if (readers.length === 0)
    return (
      <span class="dim">
        , {state.network.page.outputs.includes(tensor) ? 'an output of the network' : 'read by nothing'}
      </span>
    );
  return (
    <span class="dim">
      , read by{' '}
      {readers.slice(0, MOST).map((layer, index) => (
        <>
          {index > 0 && ', '}
          <LayerLink key={layer} state={state} layer={layer} />
        </>
      ))}
      {readers.length > MOST && ` and ${readers.length - MOST} more`}
    </span>
  );
}

/** The figures that are shown in the table, with their shares. */
function Figures({ state, layers }: { state: State; layers: readonly number[] }) {
  const { network } = state;
  const values = [...network.columns.values()].flatMap((column): [Column, Integer][] => {
    const value =
      layers.length === 1 ? (column.values[layers[0]!] ?? null) : folded(column.values, layers, column.fold);
    return value === null || (Number(value) === 0 && !state.shown.value.includes(column.key)) ? [] : [[column, value]];
  });
  return (
    <table class="figures">
      <caption>All figures, and their shares of the network</caption>
      <tbody>
        {values.map(([column, value]) => (
          <tr key={column.key} title={column.about}>
            <th scope="row">{column.label}</th>
            <td class="n">
              {network.bound(column, layers)}
              {figure(value, column.unit, 'full')}
            </td>
            <td class="n dim">{column.unit === 'bytes' && shortBytes(value)}</td>
            <td class="n dim">
              {column.fold === 'sum' && column.total !== null && Number(value) > 0 && percent(value, column.total)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Several({ state, target }: { state: State; target: Target }) {
  const layers = [...state.layersOf(target)];
  const { sources } = state.network.page;
  return (
    <>
      {target.kind === 'line' && (
        <p>
          <code class="call">{sources[target.at.source]?.text?.split('\n')[target.at.line - 1]?.trim()}</code>
        </p>
      )}
      <p class="dim">
        {layers.length === 0 ? 'makes no layer' : counted(state.network.layersIn(layers), 'layer')}
        {target.kind === 'tensor' && (layers.length === 1 ? ' makes or reads it' : ' make or read it')}
      </p>
      {layers.length > 0 && target.kind !== 'tensor' && (
        <>
          <Edges state={state} layers={layers} />
          <Figures state={state} layers={layers} />
        </>
      )}
    </>
  );
}
