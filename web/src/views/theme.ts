// Dark or light: as the system, or as chosen before. What is opened from disk may have no storage.

import { computed, effect, signal } from '@preact/signals';

const KEY = 'netcost-colours';
const ALL = ['system', 'light', 'dark'] as const;
type Theme = (typeof ALL)[number];

function remembered(): Theme {
  try {
    return ALL.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds as long as the page is open.
  }
}

const current = signal<Theme>(remembered());
const dark = matchMedia('(prefers-color-scheme: dark)');

/** After the colours of the system the others, so that each click but the last changes what is seen. */
const next = computed((): Theme => {
  const [same, other] = dark.matches ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  return current.value === 'system' ? other : current.value === other ? same : 'system';
});

function turn(): void {
  current.value = next.value;
  remember(current.value);
}

/** Keeps the page in the chosen colours. */
export function follow(): void {
  effect(() => {
    document.documentElement.dataset['theme'] = current.value;
  });
}

export const themes = { current, next, turn };
