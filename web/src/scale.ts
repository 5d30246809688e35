// Figures along an axis: by their logarithm if they differ by more than a magnitude.

export interface Scale {
  at: (value: number) => number;
  ticks: readonly number[];
}

const WIDE = 12;

/** An axis from one place to another, with room around the figures. */
export function scale(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  if (positive.length === values.length && positive.length > 0 && most / least > WIDE)
    return logarithmic(least, most, from, to);
  return linear(Math.max(...values, 1), from, to);
}

function linear(most: number, from: number, to: number): Scale {
  const step = stepBelow(most / 4);
  const ticks = Array.from({ length: Math.floor((1.05 * most) / step) + 1 }, (_, index) => index * step);
  return { at: (value) => from + ((to - from) * value) / (1.08 * most), ticks };
}

/** The next of 1, 2, 5, 10, 20 … down from a number. */
function stepBelow(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((factor) => factor * power <= most) ?? 1;
  return Math.max(1, factor * power);
}

function logarithmic(least: number, most: number, from: number, to: number): Scale {
  const [low, high] = [Math.log10(least / 1.4), Math.log10(most * 1.4)];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const factor of high - low < 2.5 ? [1, 3] : [1]) {
      const tick = factor * 10 ** power;
      if (Math.log10(tick) >= low && Math.log10(tick) <= high && Number.isInteger(tick)) ticks.push(tick);
    }
  }
  return { at: (value) => from + ((to - from) * (Math.log10(value) - low)) / (high - low), ticks };
}
