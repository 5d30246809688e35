import type { Comparing } from '../../comparing.ts';
import { signed } from '../../format.ts';
import { integer, subtract } from '../../number.ts';

/** The totals of two networks side by side. */
export function Two({ state }: { state: Comparing }) {
  const [old, later] = state.model.networks;
  if (!old || !later) return null;
  return (
    <section class="panel" aria-labelledby="totals">
      <h2 id="totals">Totals</h2>
      <table class="two-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{old.label}</th>
            <th scope="col">{later.label}</th>
            <th scope="col">ratio</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          {old.totals.map((total, index) => {
            const other = later.totals[index];
            if (!other) return null;
            const difference = subtract(integer(other.value) ?? 0, integer(total.value) ?? 0);
            return (
              <tr key={total.key} title={total.about}>
                <th scope="row">{total.label}</th>
                <td title={total.full}>{total.short}</td>
                <td title={other.full}>{other.short}</td>
                <td>{later.ratios[index]}</td>
                <td class={difference === 0 ? 'dim' : ''} title={signed(difference, total.unit, 'full')}>
                  {signed(difference, total.unit, 'short')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
