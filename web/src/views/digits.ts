import { useLayoutEffect } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { State } from '../state.ts';

/** Three digits in place of all where the table would be wider than the page at first. */
export function useFittingDigits(state: State, scroller: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && element.scrollWidth > element.clientWidth) state.digits.value = 'short';
  }, [state, scroller]);
}
