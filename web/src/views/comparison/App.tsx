import type { Comparing } from '../../comparing.ts';
import { Controls } from '../Controls.tsx';
import { Changes } from './Changes.tsx';
import { Many } from './Many.tsx';
import { Scatter } from './Scatter.tsx';
import { Two } from './Two.tsx';

export function ComparisonApp({ state }: { state: Comparing }) {
  const { networks, remarks, rows } = state.model;
  const several = networks.length > 2;
  return (
    <div class={`page comparison ${several ? 'several' : 'two'}`}>
      <header class="head">
        <h1>{several ? `${networks.length} networks` : networks.map(({ label }) => label).join(' → ')}</h1>
        <Controls />
        <ul class="sides">
          {(several ? [] : networks).map(({ label, network, settings }, side) => (
            <li key={side}>
              <b>{label}</b> {network}{' '}
              <span class="dim">{settings.map(({ label, value }) => `${label} ${value}`).join(' · ')}</span>
            </li>
          ))}
        </ul>
        {remarks.map((remark) => (
          <p key={remark} class="dim remark">
            {remark}
          </p>
        ))}
      </header>
      <div class="body">
        {several ? <Many state={state} /> : <Changes state={state} />}
        <div class="side">
          <div class="charts">{several ? <Scatter state={state} /> : <Two state={state} />}</div>
        </div>
      </div>
      {!several && rows === null && <p class="nothing">The networks are equal, layer by layer.</p>}
    </div>
  );
}
