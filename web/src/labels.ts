// Where the names of points stand: at one of their sides, where no other name or point is.

export interface Label {
  x: number;
  y: number;
  anchor: 'start' | 'end' | 'middle';
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const HALF = 6;
const GAP = 9;

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The place of each point's name, by its width; `null` where there is no room. */
export function labels(
  points: readonly (readonly [number, number])[],
  widths: readonly number[],
  right: number,
): (Label | null)[] {
  const taken: Box[] = points.map(([x, y]) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  return points.map(([x, y], index) => {
    const width = widths[index] ?? 0;
    const places: [Label, number][] = [
      [{ x: x + GAP, y, anchor: 'start' }, x + GAP],
      [{ x: x - GAP, y, anchor: 'end' }, x - GAP - width],
      [{ x, y: y - 12, anchor: 'middle' }, x - width / 2],
      [{ x, y: y + 13, anchor: 'middle' }, x - width / 2],
    ];
    for (const [label, left] of places) {
      const box = { left, right: left + width, top: label.y - HALF, bottom: label.y + HALF };
      if (box.left < 0 || box.right > right || taken.some((other, own) => own !== index && overlap(box, other)))
        continue;
      taken.push(box);
      return label;
    }
    return null;
  });
}
