import { useLayoutEffect } from 'preact/hooks';
import type { RefObject } from 'preact';
import { figure } from '../format.ts';
import type { Column } from '../network.ts';
import type { State } from '../state.ts';
import { measured } from './fitted.ts';

/** What lanes, names, outputs and shares take. */
const OTHERS = 470;

/**
 * Three digits in place of all where the table would be wider than the page at first. Totals are as wide as a figure gets, so
 * that it does not depend on which rows there are.
 */
export function useFittingDigits(
  state: State,
  scroller: RefObject<HTMLElement | null>,
  columns: readonly Column[],
): void {
  useLayoutEffect(() => {
    const widths = columns.map(({ total, unit }) => 16 + measured(figure(total ?? 0, unit, 'full'), 13));
    const wanted = widths.reduce((sum, width) => sum + width, OTHERS);
    if (wanted > (scroller.current?.clientWidth ?? wanted)) state.digits.value = 'short';
  }, [state, scroller]);
}
