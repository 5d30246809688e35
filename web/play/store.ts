// The text and the settings, kept from one visit to the next. A browser may have no storage.

import { readSettings, type Settings } from './settings.ts';

const KEY = 'netcost-playground';

export interface Kept {
  text: string;
  settings: Settings;
}

export function kept(): Kept | null {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? 'null') as { text?: unknown; settings?: unknown } | null;
    return typeof found?.text === 'string' ? { text: found.text, settings: readSettings(found.settings) } : null;
  } catch {
    return null;
  }
}

export function keep(kept: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // It is there as long as the page is open.
  }
}
