import { counted } from '../format.ts';
import type { Page, Total } from '../model.ts';
import type { State } from '../state.ts';
import { Controls } from './Controls.tsx';
import { ClaimList, Facts } from './Facts.tsx';

/** The figures that a reader looks for first. */
const FIRST = ['params', 'macs', 'flops', 'peak_memory', 'time', 'layers'];

/** Failing claims that are shown at once; the others are in the list of all. */
const MOST = 4;

export function Head({ state }: { state: State }) {
  const { page } = state.network;
  return (
    <header class="head">
      <h1>{page.network}</h1>
      <Controls />
      <Settings page={page} />
      <Totals totals={page.totals} />
      <ClaimList claims={page.claims.filter(({ holds }) => holds === false).slice(0, MOST)} />
      <Remarks page={page} />
      <Facts state={state} />
    </header>
  );
}

function Settings({ page }: { page: Page }) {
  return (
    <p class="settings">
      {page.settings.map(({ label, value, about }) => (
        <span key={label} title={about ?? ''}>
          {label} <b>{value}</b>
        </span>
      ))}
    </p>
  );
}

function Totals({ totals }: { totals: readonly Total[] }) {
  const parameters = totals.find(({ key }) => key === 'param_bytes');
  const first = FIRST.flatMap((key) => totals.filter((total) => total.key === key));
  return (
    <dl class="totals">
      {first.map(({ key, label, about, short, full, unit, at_least }) => (
        <div key={key} title={about}>
          <dt>{label}</dt>
          <dd>
            <span class="short">
              {at_least && '≥'}
              {short}
            </span>
            <span class="full">{short === full ? ' ' : unit === 'bytes' ? `${full} bytes` : full}</span>
            {key === 'peak_memory' && parameters && (
              <span class="full">activations; parameters add {parameters.short}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Remarks({ page: { remarks, folded } }: { page: Page }) {
  const all = folded
    ? [
        ...remarks,
        `Blocks are folded from the innermost: ${counted(folded.rows, 'row')} stand for ${counted(folded.of, 'layer')}.`,
      ]
    : remarks;
  return all.length === 0 ? null : (
    <ul class="remarks">
      {all.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}
