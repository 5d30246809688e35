// How the page of a comparison stands.

import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import {
  changedColumns,
  changeRows,
  changeTree,
  isSame,
  type Block,
  type ChangedColumn,
  type ChangeRow,
} from './changes.ts';
import type { ComparisonPage } from './model.ts';

/** As many rows as a reader takes in at once; larger ones start folded. */
const AT_ONCE = 60;

const FIRST = ['params', 'macs', 'flops'];

export class Comparing {
  /** The network that is pointed at, by its index. */
  readonly pointed: Signal<number | null> = signal(null);
  readonly metric: Signal<string>;
  readonly turned: Signal<ReadonlySet<Block>> = signal(new Set());
  readonly columns: readonly ChangedColumn[];
  /** Those that have room in the table. */
  readonly shown: readonly ChangedColumn[];
  readonly root: Block;
  readonly rows: ReadonlySignal<readonly ChangeRow[]>;
  private startsOpen: boolean;

  constructor(readonly model: ComparisonPage) {
    this.columns = model.rows ? changedColumns(model.rows) : [];
    const first = this.columns.filter(({ key }) => FIRST.includes(key));
    this.shown = first.length > 0 ? first : this.columns;
    this.metric = signal(this.columns.some(({ key }) => key === 'flops') ? 'flops' : (this.columns[0]?.key ?? ''));
    this.root = changeTree(model);
    this.startsOpen = true;
    this.startsOpen = changeRows(this.root, this.isOpen).length <= AT_ONCE;
    this.rows = computed(() => changeRows(this.root, this.isOpen));
  }

  get column(): ChangedColumn | undefined {
    return this.columns.find(({ key }) => key === this.metric.value);
  }

  /** Blocks in which nothing changed start closed. */
  isOpen = (block: Block): boolean => {
    const start = this.startsOpen && this.model.rows !== null && !isSame(this.model.rows, block);
    return start !== this.turned.value.has(block);
  };

  turn(block: Block): void {
    const turned = new Set(this.turned.value);
    if (!turned.delete(block)) turned.add(block);
    this.turned.value = turned;
  }

  turnAll(open: boolean): void {
    const turned = new Set<Block>();
    this.turned.value = turned;
    const visit = (block: Block): void => {
      for (const item of block.items) {
        if (item.kind !== 'block') continue;
        if (this.isOpen(item) !== open) turned.add(item);
        visit(item);
      }
    };
    visit(this.root);
    this.turned.value = new Set(turned);
  }
}
