import type { ReadonlySignal } from '@preact/signals';
import { stepped } from '../steps.ts';
import { useLook } from './look.ts';

/** A chart whose parts are gone through by the keys of a slider; Enter shows one. */
export function useSlider(props: {
  count: number;
  /** The part that is selected. */
  at: ReadonlySignal<number>;
  text: (at: number) => string;
  point: (at: number) => void;
  show: (at: number) => void;
  leave: () => void;
}) {
  const { count, at, text, point, show, leave } = props;
  return {
    role: 'slider',
    tabIndex: 0,
    'aria-valuemin': 1,
    'aria-valuemax': count,
    'aria-valuenow': useLook(() => at.value + 1, at),
    'aria-valuetext': useLook(() => text(at.value), at),
    onKeyDown: ({ key }: KeyboardEvent) => {
      const to = stepped(key, at.value, count);
      if (to !== null) point(to);
      else if (key === 'Enter') show(at.value);
    },
    onBlur: leave,
  } as const;
}
