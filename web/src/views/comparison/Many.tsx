import { useSignal } from '@preact/signals';
import type { Comparing } from '../../comparing.ts';
import { compare, integer, ratio } from '../../number.ts';

/** The figures that tell networks apart. */
const FIRST = ['params', 'macs', 'flops', 'activations', 'peak_memory', 'time', 'layers'];

/** The totals of several networks. */
export function Many({ state }: { state: Comparing }) {
  const { networks } = state.model;
  const sort = useSignal<{ key: string; descending: boolean } | null>(null);
  const totals = networks[0]?.totals ?? [];
  const shown = FIRST.flatMap((key) => totals.filter((total) => total.key === key));
  const value = (network: number, key: string) =>
    integer(networks[network]?.totals.find((total) => total.key === key)?.value ?? null) ?? 0;
  const order = networks.map((_, network) => network);
  if (sort.value) {
    const { key, descending } = sort.value;
    order.sort((a, b) => (descending ? -1 : 1) * compare(value(a, key), value(b, key)));
  }
  const click = (key: string): void => {
    const now = sort.value;
    if (now?.key !== key) sort.value = { key, descending: true };
    else sort.value = now.descending ? { key, descending: false } : null;
  };
  return (
    <section class="layers" aria-label="Networks">
      <div class="scroller" tabIndex={0} role="region" aria-label="Totals of the networks">
        <table class="layers-table many-table">
          <thead>
            <tr>
              <th scope="col" class="name">
                network
              </th>
              {shown.map(({ key, label, about }) => (
                <th
                  key={key}
                  scope="col"
                  class="n"
                  title={about}
                  aria-sort={sort.value?.key !== key ? 'none' : sort.value.descending ? 'descending' : 'ascending'}
                >
                  <button onClick={() => click(key)}>
                    {label}
                    <span aria-hidden="true">{sort.value?.key !== key ? '' : sort.value.descending ? ' ↓' : ' ↑'}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody onPointerLeave={() => (state.pointed.value = null)}>
            {order.map((network) => (
              <NetworkRow
                key={network}
                state={state}
                network={network}
                keys={shown.map(({ key }) => key)}
                largest={(key) => Math.max(...networks.map((_, other) => Number(value(other, key))))}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function NetworkRow({
  state,
  network,
  keys,
  largest,
}: {
  state: Comparing;
  network: number;
  keys: readonly string[];
  largest: (key: string) => number;
}) {
  const { label, network: title, totals, ratios, fits } = state.model.networks[network]!;
  return (
    <tr
      class={state.pointed.value === network ? 'row lit' : 'row'}
      onPointerEnter={() => (state.pointed.value = network)}
    >
      <th scope="row" class="name" title={title}>
        {label} {fits !== null && <span class={fits ? 'holds' : 'fails'}>{fits ? '✓ fits' : '✗ does not fit'}</span>}
      </th>
      {keys.map((key) => {
        const total = totals.find((total) => total.key === key);
        return (
          <td key={key} class="n" title={total?.full}>
            {total && (
              <>
                {total.at_least && '≥'}
                {total.short} <span class="ratio dim">{ratios[totals.indexOf(total)]}</span>
                <i style={{ '--part': ratio(integer(total.value) ?? 0, largest(key)).toFixed(4) }} />
              </>
            )}
          </td>
        );
      })}
    </tr>
  );
}
