// Which rows of a long list are drawn: those in sight, and some around them.

import { useEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { signal, effect } from '@preact/signals';
import { options } from 'preact';

/** Lists up to this length are drawn as a whole, so that the browser finds words in them. */
export const WHOLE = 500;
const AROUND = 20;

/** Whether the page is being printed, with all of its rows. */
export const printing = signal(false);

export function followPrinting(): void {
  const set = (on: boolean) => (): void => {
    // The browser takes the page when this returns, so that it has to be drawn at once.
    const { debounceRendering } = options;
    options.debounceRendering = (draw) => draw();
    printing.value = on;
    if (debounceRendering) options.debounceRendering = debounceRendering;
    else delete options.debounceRendering;
  };
  addEventListener('beforeprint', set(true));
  addEventListener('afterprint', set(false));
}

/** The first row to draw, and the one after the last. */
export function useVisible(scroller: RefObject<HTMLElement | null>, count: number, height: number): [number, number] {
  const [top, setTop] = useState(0);
  const [sight, setSight] = useState(40 * height);
  const whole = count <= WHOLE || printing.value;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // Steps of some rows, since it need not be drawn anew for less.
    const look = (): void => {
      setTop(Math.floor(element.scrollTop / height / AROUND) * AROUND);
      setSight(element.clientHeight);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, height, whole]);
  if (whole) return [0, count];
  const first = Math.max(0, Math.min(top, count) - AROUND);
  return [first, Math.min(count, top + Math.ceil(sight / height) + 2 * AROUND)];
}

/** The width of an element, as it changes. */
export function useWidth(element: RefObject<HTMLElement | null>, start: number): number {
  const [width, setWidth] = useState(start);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width) || start));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, start]);
  return width;
}

/** Runs with each change of the signals that it reads, as long as the view is there and about the same. */
export function useFollow(run: () => void, ...about: readonly unknown[]): void {
  useEffect(() => effect(run), about);
}
