// The roofline of a device: how fast it computes at most, by the operations for each byte.

import type { Network } from './network.ts';

export interface Dot {
  layer: number;
  /** Operations for each byte. */
  intensity: number;
  /** Operations in a second, by the estimate of its time. */
  speed: number;
  /** Its share of the time of all. */
  share: number;
  byMemory: boolean;
}

export interface Plot {
  dots: Dot[];
  /** The operations in a second of the fastest type that a layer computes in. */
  peak: number;
  /** Bytes in a second. */
  bandwidth: number;
  /** The type of the peak. */
  dtype: string;
}

const PICOSECONDS = 1e12;

/** `null` without a device, or without its bandwidth. */
export function plot(network: Network): Plot | null {
  const { roof } = network.page;
  const time = network.columns.get('time');
  if (!roof || roof.bandwidth === null || !time || !Number(time.total)) return null;
  const used = roof.compute.filter((_, index) => roof.computes_in.includes(index));
  const fastest = used.toSorted((a, b) => b.per_second - a.per_second)[0];
  if (!fastest) return null;
  const bound = network.columns.get('bound')?.texts;
  const dots = time.values.flatMap((value, layer): Dot[] => {
    const [operations, bytes] = [Number(roof.operations[layer]), Number(roof.bytes[layer])];
    if (!operations || !bytes || !value) return [];
    const speed = (operations * PICOSECONDS) / Number(value);
    return [
      {
        layer,
        intensity: operations / bytes,
        speed,
        share: Number(value) / Number(time.total),
        byMemory: bound?.[layer] === 'memory',
      },
    ];
  });
  return { dots, peak: fastest.per_second, bandwidth: roof.bandwidth, dtype: fastest.dtype };
}

/** Powers of ten that hold all numbers between them, as exponents. */
export function decades(values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
}
