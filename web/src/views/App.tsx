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
    if (!open.contains(own) || (event instanceof KeyboardEvent && event.key === 'Escape')) open.open = false;
  }
}

export function App({ state }: { state: State }) {
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => void (event.key === 'Escape' && closeOthers(event));
    addEventListener('pointerdown', closeOthers);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', closeOthers);
      removeEventListener('keydown', escape);
    };
  }, []);
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
