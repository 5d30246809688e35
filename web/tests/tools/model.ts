// Models of pages, made of a few words: what a test needs, and nothing of the compiler.

import type { Column, Page } from '../../src/model.ts';

export interface LayerWords {
  /** Scopes and name: `block1/conv1`. */
  path: string;
  op?: string;
  call?: string;
  params?: number | string;
  flops?: number | string;
  /** The paths of the layers that it reads; the one before if it is not said. */
  reads?: string[];
  line?: number;
}

class Strings {
  readonly list: string[] = [];
  private ids = new Map<string, number>();

  id(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.list.push(text) - 1;
      this.ids.set(text, id);
    }
    return id;
  }
}

/** The scopes of the paths, as the model has them. */
function scopesOf(paths: readonly string[], strings: Strings) {
  const of = new Map([['', 0]]);
  const scopes: Page['scopes'] = {
    name: [strings.id('')],
    parent: [null],
    first: [0],
    count: [paths.length],
    source: [null],
    line: [null],
    column: [null],
  };
  const scope = (path: string, layer: number): number => {
    const known = of.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const parent = scope(path.slice(0, Math.max(cut, 0)), layer);
    const index = scopes.name.push(strings.id(path.slice(cut + 1))) - 1;
    of.set(path, index);
    scopes.parent.push(parent);
    scopes.first.push(layer);
    scopes.count.push(0);
    scopes.source.push(null);
    scopes.line.push(null);
    scopes.column.push(null);
    return index;
  };
  const indices = paths.map((path, layer) => scope(path.slice(0, Math.max(path.lastIndexOf('/'), 0)), layer));
  for (const index of indices)
    for (let at: number | null = index; at; at = scopes.parent[at] ?? null) scopes.count[at]!++;
  return { scopes, indices };
}

function column(key: string, unit: string, values: Column['values'], fold: Column['fold'] = 'sum'): Column {
  return { key, label: key, about: '', unit, shown: true, fold, of_operations: false, values };
}

/** Each layer makes one tensor of 4 bytes; the first reads the input of the network. */
export function page(layers: readonly LayerWords[], more: Partial<Page> = {}): Page {
  const strings = new Strings();
  const operations = [...new Set(layers.map(({ op }) => op ?? 'conv'))];
  const paths = layers.map(({ path }) => path);
  const { scopes, indices } = scopesOf(paths, strings);
  const positions = new Map(paths.map((path, layer) => [path, layer]));
  const inputs = layers.map(({ reads }, layer) => reads?.map((path) => positions.get(path)! + 1) ?? [layer]);
  const last = new Array<number | null>(layers.length + 1).fill(null);
  inputs.forEach((of, layer) => of.forEach((tensor) => (last[tensor] = layer)));
  const through = last.map((row, tensor) => row ?? Math.max(tensor - 1, 0));
  const live = layers.map(() => 0);
  through.forEach((end, tensor) => {
    for (let row = Math.max(tensor - 1, 0); row <= end; row++) live[row]! += 4;
  });
  return {
    version: 1,
    kind: 'report',
    generator: 'netcost',
    network: 'Test',
    file: null,
    settings: [{ label: 'batch', value: '1', about: null }],
    remarks: [],
    claims: [],
    initial: { depth: null, by: null, sort: null, top: null },
    totals: [],
    training: null,
    conventions: [],
    fits: [],
    columns: [
      column(
        'params',
        'count',
        layers.map(({ params }) => params ?? 0),
      ),
      column(
        'flops',
        'count',
        layers.map(({ flops }) => flops ?? 0),
      ),
      column('live', 'bytes', live, 'max'),
    ],
    layers: {
      name: paths.map((path) => strings.id(path.slice(path.lastIndexOf('/') + 1))),
      scope: indices,
      op: layers.map(({ op }) => operations.indexOf(op ?? 'conv')),
      call: layers.map(({ call }) => (call === undefined ? null : strings.id(call))),
      source: layers.map(({ line }) => (line === undefined ? null : 0)),
      line: layers.map(({ line }) => line ?? null),
      column: layers.map(({ line }) => (line === undefined ? null : 1)),
      count: null,
      inputs,
      outputs: layers.map((_, layer) => [layer + 1]),
    },
    operations: operations.map((name) => ({ name, about: '' })),
    derivations: null,
    tensors: {
      shape: through.map(() => [1]),
      dtype: through.map(() => 'f32'),
      bytes: through.map(() => 4),
      made_by: through.map((_, tensor) => (tensor === 0 ? null : tensor - 1)),
      last_read: last,
      lives_from: through.map((_, tensor) => Math.max(tensor - 1, 0)),
      lives_through: through,
    },
    inputs: [{ tensor: 0, label: null }],
    outputs: [layers.length],
    memory: { peak: live.indexOf(Math.max(...live)), taken: null },
    scopes,
    roof: null,
    folded: null,
    sources: [],
    strings: strings.list,
    ...more,
  };
}

/** A network of equal blocks, and how many layers each has. */
export function blocks(count: number, size: number): LayerWords[] {
  return Array.from({ length: count * size }, (_, layer) => {
    const [block, index] = [Math.floor(layer / size) + 1, (layer % size) + 1];
    return { path: `block${block}/conv${index}`, params: index, flops: (layer * 7919) % 1000 };
  });
}
