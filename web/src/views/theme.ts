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
const next = computed(() => ALL[(ALL.indexOf(current.value) + 1) % ALL.length]!);

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
