// The graph in the gutter of the table, as version control draws history: a row is a layer, a lane is a tensor
// from the row that makes it to the last row that reads it. Colours the intervals of lifetimes greedily in the order of
// rows, which takes as few lanes as there are tensors alive at once, in linear time but for the heap of free lanes.

/** A tensor between rows: made in row `from` (-1: an input of the network), read in `reads`, in order. */
export interface Lifetime {
  from: number;
  reads: readonly number[];
}

/** What is drawn in one row: lifetimes, by their index. Upper edges come from the row above, lower ones go on below. */
export interface LaneRow {
  /** The lane of the row's dot. */
  dot: number;
  /** Those that pass the row. */
  through: number[];
  /** Those read here that live on. */
  reads: number[];
  /** Those read here for the last time. */
  ends: number[];
  /** Those made here. */
  starts: number[];
}

export interface Lanes {
  rows: LaneRow[];
  /** How many lanes there are: the most tensors alive between two rows. */
  count: number;
  /** The lane of each lifetime; `null` if no later row reads it. */
  of: (number | null)[];
}

export function lanes(rows: number, lifetimes: readonly Lifetime[]): Lanes {
  const of = new Array<number | null>(lifetimes.length).fill(null);
  const lasts = lifetimes.map(({ from, reads }) => Math.max(from, ...reads.slice(-1)));
  const starting = bucket(rows + 1, lifetimes.keys(), (t) =>
    lasts[t]! > lifetimes[t]!.from ? lifetimes[t]!.from + 1 : -1,
  );
  const reading = readers(rows, lifetimes);
  const free = new Heap();
  const drawn: LaneRow[] = [];
  const alive = new Set<number>();
  let count = 0;

  const start = (t: number, ended: number[]): void => {
    of[t] = ended.shift() ?? free.pop() ?? count++;
    alive.add(t);
  };

  for (const t of starting[0]!) start(t, []);
  for (let row = 0; row < rows; row++) {
    const ends = reading[row]!.filter((t) => lasts[t] === row);
    const reads = reading[row]!.filter((t) => lasts[t] !== row);
    for (const t of ends) alive.delete(t);
    const through = [...alive].filter((t) => !reads.includes(t));
    const starts = starting[row + 1]!;
    // The result of a chain stays in the lane of its operand.
    const ended = ends.map((t) => of[t]!).sort((a, b) => a - b);
    const [first] = ended;
    for (const t of starts) start(t, ended);
    // A dead end stands where an operand was, or in a lane that nothing uses.
    const dot = starts.length ? of[starts[0]!]! : (first ?? free.peek() ?? count);
    for (const lane of ended) free.push(lane);
    drawn.push({ dot, through, reads, ends, starts });
  }
  return { rows: drawn, count, of };
}

/** Numbers by the bucket they belong to; those of bucket -1 are left out. */
function bucket(count: number, items: Iterable<number>, index: (item: number) => number): number[][] {
  const buckets = Array.from({ length: count }, (): number[] => []);
  for (const item of items) buckets[index(item)]?.push(item);
  return buckets;
}

/** The tensors that each row reads, of those made before it. */
function readers(rows: number, lifetimes: readonly Lifetime[]): number[][] {
  const reading = Array.from({ length: rows }, (): number[] => []);
  lifetimes.forEach(({ from, reads }, t) => {
    for (const row of reads) {
      if (row > from && reading[row]?.at(-1) !== t) reading[row]?.push(t);
    }
  });
  return reading;
}

/** A binary heap of lanes, the lowest first. */
class Heap {
  private items: number[] = [];

  peek(): number | undefined {
    return this.items[0];
  }

  push(lane: number): void {
    let at = this.items.push(lane) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.items[parent]! <= lane) break;
      this.items[at] = this.items[parent]!;
      at = parent;
    }
    this.items[at] = lane;
  }

  pop(): number | undefined {
    const [top, last] = [this.items[0], this.items.pop()];
    if (last !== undefined && this.items.length > 0) this.sink(last);
    return top;
  }

  private sink(lane: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < this.items.length && this.items[child + 1]! < this.items[child]!) child++;
      if (child >= this.items.length || this.items[child]! >= lane) break;
      this.items[at] = this.items[child]!;
      at = child;
    }
    this.items[at] = lane;
  }
}
