// How the page stands: what is selected, how the table is folded and sorted. Views read it and change it.

import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { find } from './find.ts';
import { drawn, type Drawn } from './gutter.ts';
import type { Line } from './lines.ts';
import type { Initial } from './model.ts';
import type { Column, Grouping, Network } from './network.ts';
import { compare, type Integer } from './number.ts';
import { lit, same, type Lit, type Target } from './selection.ts';
import { next, order, type Sort } from './sorting.ts';
import { rows, rowsByDepth, type Group, type Item, type Row } from './tree.ts';

/** Figures that shares are shown of, the first that the model has is chosen. */
const METRICS = ['flops', 'macs', 'params', 'activation_bytes', 'param_bytes', 'time'];

/** As many rows as a reader takes in at once; larger networks start folded. */
const AT_ONCE = 60;

export class State {
  readonly pinned: Signal<Target | null> = signal(null);
  readonly pointed: Signal<Target | null> = signal(null);
  readonly query = signal('');
  readonly sort: Signal<Sort | null> = signal(null);
  readonly by: Signal<Grouping> = signal('block');
  /** Groups above this depth are open, but for those in `turned`: 1 shows a row for each block. */
  readonly depth: Signal<number>;
  readonly turned: Signal<ReadonlySet<Group>> = signal(new Set());
  readonly metric: Signal<string>;
  readonly shown: Signal<readonly string[]>;
  readonly digits: Signal<'full' | 'short'> = signal('full');
  /** The row that the keyboard stands on, by its id. */
  readonly cursor: Signal<string | null> = signal(null);
  /** The source that is shown. */
  readonly source = signal(0);

  readonly metrics: readonly Column[];
  readonly deepest: ReadonlySignal<number>;
  readonly root: ReadonlySignal<Group>;
  readonly found: ReadonlySignal<ReadonlySet<number> | null>;
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** What the last row of the table sums: what is found, or all. */
  readonly whole: ReadonlySignal<Group>;
  /** The largest figure of a layer or folded block, whatever is searched: that of a whole bar. */
  readonly scale: ReadonlySignal<Integer>;
  readonly gutter: ReadonlySignal<Drawn | null>;
  readonly lit: ReadonlySignal<Lit>;

  constructor(readonly network: Network) {
    const { page } = network;
    this.metrics = METRICS.flatMap((key) => network.columns.get(key) ?? []).filter(({ total }) => Number(total) > 0);
    this.metric = signal(this.metrics[0]?.key ?? '');
    this.shown = signal(page.columns.filter(({ shown }) => shown).map(({ key }) => key));
    this.depth = signal(1);
    this.root = computed(() => network.tree(this.by.value));
    this.deepest = computed(() => rowsByDepth(this.root.value).length);
    this.found = computed(() => find(network, this.query.value));
    this.rows = computed(() => {
      const view = {
        open: this.isOpen,
        found: this.found.value,
        order: this.sort.value && order(network, this.sort.value),
      };
      return rows(this.root.value, view);
    });
    this.whole = computed(() => {
      const { value: found } = this.found;
      return found ? { ...this.root.value, layers: [...found] } : this.root.value;
    });
    this.scale = computed(() => this.largest(this.root.value));
    this.gutter = computed(() => {
      const running = this.sort.value === null && this.found.value === null && this.by.value !== 'op';
      return running ? drawn(network, this.rows.value) : null;
    });
    this.lit = computed(() => lit(network, this.selected));
    this.depth.value = this.firstDepth();
  }

  /** Begins as the command line asked for. */
  begin({ by, depth, sort, top }: Initial): void {
    if (by === 'op') this.groupBy('op');
    if (depth !== null) this.foldTo(depth);
    const key = sort ?? (top === null ? null : 'flops');
    if (key !== null) this.sort.value = next(null, key);
  }

  /** The deepest fold that is taken in at once. */
  private firstDepth(): number {
    const counts = rowsByDepth(this.root.value);
    return Math.max(1, counts.findLastIndex((count) => count <= AT_ONCE) + 1);
  }

  isOpen = (group: Group): boolean => group.depth < this.depth.value !== this.turned.value.has(group);

  figure(item: Item, column: Column): Integer | null {
    return this.network.figure(item, column);
  }

  private largest({ items }: Group): Integer {
    const figures = items.map((item) => {
      if (item.kind === 'group' && this.isOpen(item)) return this.largest(item);
      return (this.column && this.figure(item, this.column)) ?? 0;
    });
    return figures.reduce((most, value) => (compare(value, most) > 0 ? value : most), 0);
  }

  /** What is pointed at, or else pinned. */
  get selected(): Target | null {
    return this.pointed.value ?? this.pinned.value;
  }

  get column(): Column | undefined {
    return this.network.columns.get(this.metric.value);
  }

  /** Sorts rows, and shows shares of what they are sorted by. */
  sortBy(key: string): void {
    batch(() => {
      this.sort.value = next(this.sort.value, key);
      if (this.sort.value && this.metrics.some((column) => column.key === key)) this.metric.value = key;
    });
  }

  foldTo(depth: number): void {
    batch(() => {
      this.depth.value = Math.max(1, Math.min(depth, this.deepest.value));
      this.turned.value = new Set();
    });
  }

  groupBy(by: Grouping): void {
    batch(() => {
      this.by.value = by;
      this.foldTo(this.firstDepth());
    });
  }

  turn(group: Group, open = !this.isOpen(group)): void {
    if (this.isOpen(group) === open) return;
    const turned = new Set(this.turned.value);
    if (!turned.delete(group)) turned.add(group);
    this.turned.value = turned;
  }

  /** Opens what is around a layer, so that it has a row, or around a group that holds it. */
  private reveal(layer: number, group?: Group): void {
    batch(() => {
      if (this.found.value && !this.found.value.has(layer)) this.query.value = '';
      for (let at: Group | undefined = this.root.value; at;) {
        at = at.items.find((item): item is Group => item.kind === 'group' && item.layers.includes(layer));
        if (at === group) break;
        if (at) this.turn(at, true);
      }
    });
  }

  pin(target: Target | null): void {
    this.pinned.value = same(this.pinned.value, target) ? null : target;
  }

  point(target: Target | null): void {
    if (!same(this.pointed.value, target)) this.pointed.value = target;
  }

  layersOf(target: Target): ReadonlySet<number> {
    return lit(this.network, target).layers;
  }

  openSource(at: Line): void {
    batch(() => {
      this.source.value = at.source;
      this.pinned.value = { kind: 'line', at };
    });
  }

  /** Pins a layer from another view, and shows its row. */
  show(layer: number): void {
    this.reveal(layer);
    this.pinned.value = { kind: 'layer', layer };
  }

  /** Pins a block or layer from another view, and shows its row. */
  showItem(item: Item): void {
    if (item.kind === 'layer') return this.show(item.layer);
    batch(() => {
      const [first] = item.layers;
      if (first !== undefined && this.isOpen(item) === false) this.reveal(first, item);
      this.pinned.value = { kind: 'group', group: item };
    });
  }

  groupPath(group: Group): string {
    return group.scope === null ? group.name : this.network.scopePath(group.scope);
  }
}
