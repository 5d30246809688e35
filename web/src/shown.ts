// The report of a text that is edited, as it was when it last had no errors.

import { read, write } from './address.ts';
import { addressOf, go } from './link.ts';
import type { Page } from './model.ts';
import { Network } from './network.ts';
import { State } from './state.ts';

export interface Shown {
  page: Page;
  state: State;
}

/** A report that stands like the one before it, or like a view that was shared. */
export function next(page: Page, before: Shown | null, view: string | null): Shown {
  const state = new State(new Network(page));
  if (view !== null) go(state, read(view));
  else if (before) carry(before, state);
  return { page, state };
}

function carry({ page, state: before }: Shown, state: State): void {
  go(state, addressOf(before));
  state.digits.value = before.digits.value;
  const first = page.columns.filter(({ shown }) => shown).map(({ key }) => key);
  const isChosen = before.shown.value.join() !== first.join();
  if (isChosen) state.shown.value = before.shown.value.filter((key) => state.network.columns.has(key));
}

/** How a report stands, as an address. */
export function viewOf(shown: Shown | null): string {
  return shown ? write(addressOf(shown.state)) : '';
}
