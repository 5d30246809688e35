// A figure over time as steps.

/** The largest figure for each of `width` columns of pixels, so that a peak is never left out. */
export function sampled(values: readonly number[], width: number): number[] {
  if (values.length <= width) return [...values];
  const largest = new Array<number>(width).fill(0);
  values.forEach((value, index) => {
    const at = Math.min(width - 1, Math.floor((index * width) / values.length));
    largest[at] = Math.max(largest[at]!, value);
  });
  return largest;
}

/** The outline of an area of steps, from the lower left corner. */
export function outline(values: readonly number[], width: number, height: number, most: number): string {
  const step = width / values.length;
  const round = (x: number): number => Math.round(x * 100) / 100;
  const sides = values.map(
    (value, index) => `V${round(height - (height * value) / (most || 1))}H${round((index + 1) * step)}`,
  );
  return `M0 ${height}${sides.join('')}V${height}Z`;
}

/** The step that a key leads to; `null` if it leads to none. */
export function stepped(key: string, at: number, count: number): number | null {
  const to = new Map([
    ['ArrowLeft', at - 1],
    ['ArrowRight', at + 1],
    ['Home', 0],
    ['End', count - 1],
  ]).get(key);
  return to === undefined ? null : Math.max(0, Math.min(to, count - 1));
}
