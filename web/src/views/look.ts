import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';

/**
 * What an element shows of the selection, as a signal that changes it without drawing its view anew. It is made again when
 * what it is about changes, as after each edit of the text; `useComputed` would go on with the old one until a signal changes.
 */
export function useLook<T>(compute: () => T, ...about: readonly unknown[]): ReadonlySignal<T> {
  return useMemo(() => computed(compute), about);
}
