// The model of a page, with what the views ask of it. Layers, tensors and scopes are their indices.

import type { Column as ColumnModel, Page } from './model.ts';
import { compare, integer, type Integer } from './number.ts';
import { readLines, type Line } from './lines.ts';
import { byOperation, byScope, flat, folded, type Fold, type Group, type Item } from './tree.ts';

export interface Column {
  key: string;
  label: string;
  about: string;
  unit: string;
  fold: Fold;
  /** Whether it is a lower bound where the cost of a layer is not known. */
  ofOperations: boolean;
  /** Figures; texts are in `texts`. */
  values: readonly (Integer | null)[];
  texts: readonly (string | null)[] | null;
  total: Integer | null;
}

export type Grouping = 'block' | 'op' | 'none';

export class Network {
  readonly count: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** The bytes alive while each layer runs. */
  readonly live: readonly Integer[];
  /** The layers that read a tensor, in order. */
  readonly readers: number[][];
  private paths: string[];
  private groups = new Map<Grouping, Group>();
  private sums = new WeakMap<Group, Map<string, Integer | null>>();
  private lines: ReadonlyMap<number, readonly number[]>[] | null = null;

  constructor(readonly page: Page) {
    const { layers, tensors, columns } = page;
    this.count = layers.name.length;
    this.columns = new Map(columns.map((column) => [column.key, this.column(column)]));
    this.live = (this.columns.get('live')?.values ?? []).map((bytes) => bytes ?? 0);
    this.readers = tensors.made_by.map(() => []);
    layers.inputs.forEach((inputs, layer) => {
      for (const tensor of new Set(inputs)) this.readers[tensor]!.push(layer);
    });
    const scopes = page.scopes.name.map((_, scope) => this.scopePath(scope));
    this.paths = layers.name.map((name, layer) =>
      [scopes[layers.scope[layer]!], this.text(name)].filter(Boolean).join('/'),
    );
  }

  private column({ key, label, about, unit, fold, of_operations: ofOperations, values }: ColumnModel): Column {
    const all = values.map((_, layer) => layer);
    if (unit === 'text') {
      const texts = values.map((value) => (value === null ? null : this.text(Number(value))));
      return { key, label, about, unit, fold, ofOperations, values: [], texts, total: null };
    }
    const figures = values.map(integer);
    return {
      key,
      label,
      about,
      unit,
      fold,
      ofOperations,
      values: figures,
      texts: null,
      total: folded(figures, all, fold),
    };
  }

  text(index: number | null | undefined): string {
    return this.page.strings[index ?? -1] ?? '';
  }

  operation(layer: number): string {
    return this.page.operations[this.page.layers.op[layer] ?? -1]?.name ?? '';
  }

  call(layer: number): string {
    return this.text(this.page.layers.call[layer]);
  }

  name(layer: number): string {
    return this.text(this.page.layers.name[layer]);
  }

  path(layer: number): string {
    return this.paths[layer] ?? '';
  }

  /** The first layer of a path; -1 if there is none. */
  layerAt(path: string): number {
    return this.paths.indexOf(path);
  }

  /** How many layers a row of the model is: one, if none are folded. */
  layersIn(rows: Iterable<number>): number {
    const { count } = this.page.layers;
    let layers = 0;
    for (const row of rows) layers += count?.[row] ?? 1;
    return layers;
  }

  /** The tree of groups, made when it is first asked for. */
  tree(by: Grouping): Group {
    let root = this.groups.get(by);
    if (!root) this.groups.set(by, (root = this.grow(by)));
    return root;
  }

  private grow(by: Grouping): Group {
    const { scopes, layers } = this.page;
    if (by === 'block')
      return byScope({ name: scopes.name.map((name) => this.text(name)), parent: scopes.parent }, layers.scope);
    if (by === 'none') return flat(this.count);
    return byOperation(layers.op.map((_, layer) => this.operation(layer)));
  }

  /** A scope and those around it, without the network. */
  around(scope: number): number[] {
    const scopes: number[] = [];
    for (let at: number | null = scope; at !== null && at !== 0; at = this.page.scopes.parent[at] ?? null)
      scopes.push(at);
    return scopes;
  }

  /** The names of the scopes around it, and its own. */
  scopePath(scope: number): string {
    const names = this.around(scope).map((at) => this.text(this.page.scopes.name[at]));
    return names.reverse().join('/');
  }

  figure(item: Item, column: Column): Integer | null {
    return item.kind === 'layer' ? (column.values[item.layer] ?? null) : this.sum(item, column);
  }

  /** A figure of a group, computed once. */
  sum(group: Group, column: Column): Integer | null {
    let sums = this.sums.get(group);
    if (!sums) this.sums.set(group, (sums = new Map()));
    let sum = sums.get(column.key);
    if (sum === undefined) sums.set(column.key, (sum = folded(column.values, group.layers, column.fold)));
    return sum;
  }

  /** `≥` before a figure of layers of which the cost of one is not known. */
  bound(column: Column, layers: readonly number[]): string {
    const unknown = column.ofOperations ? this.columns.get('unknown_cost') : undefined;
    return unknown && Number(folded(unknown.values, layers, 'sum') ?? 0) > 0 ? '≥' : '';
  }

  bytes(tensor: number): Integer {
    return integer(this.page.tensors.bytes[tensor] ?? 0) ?? 0;
  }

  /** The tensors whose storage is alive while a layer runs, the largest first. Their bytes are `live`. */
  alive(layer: number): number[] {
    const { lives_from, lives_through } = this.page.tensors;
    const alive: number[] = [];
    for (let tensor = 0; tensor < lives_from.length; tensor++) {
      if ((lives_from[tensor] ?? -1) <= layer && layer <= (lives_through[tensor] ?? -1)) alive.push(tensor);
    }
    const { taken } = this.page.memory;
    const own = taken?.[layer] ?? null;
    return alive.filter((tensor) => tensor !== own).sort((a, b) => compare(this.bytes(b), this.bytes(a)));
  }

  /** The tensors that layers read from others, and those that they make for others. */
  edges(layers: readonly number[]): { reads: number[]; makes: number[] } {
    const { inputs, outputs } = this.page.layers;
    const inside = new Set(layers);
    const made = new Set(layers.flatMap((layer) => outputs[layer]!));
    const leaves = (tensor: number): boolean => {
      const readers = this.readers[tensor]!;
      return readers.length === 0 || readers.some((layer) => !inside.has(layer)) || this.page.outputs.includes(tensor);
    };
    const reads = new Set(layers.flatMap((layer) => inputs[layer]!).filter((tensor) => !made.has(tensor)));
    return { reads: [...reads], makes: [...made].filter(leaves) };
  }

  /** What a tensor is called: by the layer that makes it, or its label. */
  tensorName(tensor: number): string {
    const maker = this.page.tensors.made_by[tensor] ?? null;
    if (maker === null) return this.page.inputs.find((input) => input.tensor === tensor)?.label ?? 'input';
    const outputs = this.page.layers.outputs[maker]!;
    return outputs.length === 1 ? this.path(maker) : `${this.path(maker)}, output ${outputs.indexOf(tensor) + 1}`;
  }

  /** The layers that a line makes, itself or through the blocks that it calls. */
  layersOf({ source, line }: Line): readonly number[] {
    return this.linesOf(source).get(line) ?? [];
  }

  linesOf(source: number): ReadonlyMap<number, readonly number[]> {
    this.lines ??= readLines(this.page, (scope) => this.around(scope));
    return this.lines[source] ?? new Map();
  }
}
