import { effect } from '@preact/signals';
import { render } from 'preact';
import { read, write } from '../address.ts';
import { addressOf, go } from '../link.ts';
import { Comparing } from '../comparing.ts';
import type { ComparisonPage, Page } from '../model.ts';
import { Network } from '../network.ts';
import { State } from '../state.ts';
import { follow } from '../views/theme.ts';
import { App } from '../views/App.tsx';
import { ComparisonApp } from '../views/comparison/App.tsx';
import { followPrinting } from '../views/visible.ts';

/** Shows the model that stands in the page, in place of its plain tables. They stay if there is none that can be shown. */
export function start(): void {
  const place = document.getElementById('page');
  const model = document.getElementById('model')?.textContent;
  // The style hides tables that a script is about to replace.
  place?.classList.add('plain');
  if (!place || !model) return;
  const page = JSON.parse(model) as Page | ComparisonPage;
  follow();
  followPrinting();
  const view = isComparison(page) ? <ComparisonApp state={new Comparing(page)} /> : report(page);
  place.replaceChildren();
  render(view, place);
}

function isComparison(page: Page | ComparisonPage): page is ComparisonPage {
  return page.kind === 'compare';
}

function report(page: Page) {
  const state = new State(new Network(page));
  state.begin(page.initial);
  go(state, read(location.hash));
  followAddress(state);
  return <App state={state} />;
}

function followAddress(state: State): void {
  addEventListener('hashchange', () => go(state, read(location.hash)));
  let first = true;
  effect(() => {
    const hash = write(addressOf(state));
    // The address stays as it came until something is changed.
    if (first) first = false;
    else if (hash !== location.hash) replaceHash(hash);
  });
}

function replaceHash(hash: string): void {
  try {
    history.replaceState(null, '', hash);
  } catch {
    // A page in a frame without an address has none to change.
  }
}
