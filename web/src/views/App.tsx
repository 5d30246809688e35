import { useEffect } from 'preact/hooks';
import type { State } from '../state.ts';
import { Details } from './Details.tsx';
import { Head } from './Head.tsx';
import { Memory } from './Memory.tsx';
import { Roofline } from './Roofline.tsx';
import { Share } from './Share.tsx';
import { Source } from './Source.tsx';
import { Table } from './Table.tsx';
import { Toolbar } from './Toolbar.tsx';

/** Closes what is unfolded over the page when something else is meant. */
function closeOthers(event: Event): void {
  const own = event.target instanceof Node ? event.target : null;
  for (const open of document.querySelectorAll<HTMLDetailsElement>('details[open]')) {
    if (!open.contains(own) || event instanceof KeyboardEvent) open.open = false;
  }
}

/** Closes what is unfolded over the page, or else the details. */
function escaped(state: State, event: KeyboardEvent): void {
  const own = event.target instanceof Element && (event.target === document.body || event.target.closest('.page'));
  if (event.key !== 'Escape' || event.defaultPrevented || !own) return;
  if (document.querySelector('details[open]')) closeOthers(event);
  else state.pin(null);
}

export function App({ state }: { state: State }) {
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => escaped(state, event);
    addEventListener('pointerdown', closeOthers);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', closeOthers);
      removeEventListener('keydown', escape);
    };
  }, [state]);
  return (
    <div class="page">
      <Head state={state} />
      <div class="body">
        <section class="layers" aria-label="Layers">
          <Toolbar state={state} />
          <Table state={state} />
        </section>
        <div class="side">
          <div class="charts">
            <Share state={state} />
            <Memory state={state} />
            <Roofline state={state} />
            <Source state={state} />
          </div>
          <Details state={state} />
        </div>
      </div>
    </div>
  );
}
