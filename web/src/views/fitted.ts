let context: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** The width of a text in pixels, at a size of letters. */
export function measured(text: string, size: number): number {
  let width = widths.get(text);
  if (width === undefined) {
    if (context === undefined) {
      context = document.createElement('canvas').getContext('2d');
      if (context) context.font = `10px ${getComputedStyle(document.body).fontFamily}`;
    }
    width = context ? context.measureText(text).width : 6 * text.length;
    if (widths.size < 10_000) widths.set(text, width);
  }
  return (width * size) / 10;
}

/** As much of a text as has room, or nothing if that is next to nothing. */
export function fitted(text: string, width: number, size: number, bold = false): string {
  // Bold letters are wider by about a tenth.
  const whole = measured(text, size) * (bold ? 1.12 : 1);
  if (whole <= width) return text;
  const letters = Math.floor((text.length * width) / whole) - 1;
  return letters < 3 ? '' : `${text.slice(0, letters)}…`;
}
