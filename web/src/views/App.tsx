import type { State } from '../state.ts';
import { Details } from './Details.tsx';
import { Head } from './Head.tsx';
import { Memory } from './Memory.tsx';
import { Roofline } from './Roofline.tsx';
import { Share } from './Share.tsx';
import { Source } from './Source.tsx';
import { Table } from './Table.tsx';
import { Toolbar } from './Toolbar.tsx';

export function App({ state }: { state: State }) {
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
