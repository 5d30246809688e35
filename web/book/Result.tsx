import { State } from '../src/state.ts';
import { Network } from '../src/network.ts';
import { cellText, outputTexts } from '../src/row.ts';
import type { Item } from '../src/tree.ts';
import type { Message, Result as Compiled } from './compiler.ts';

/** The columns that are shown of each layer, beside the shape that it makes. */
const COLUMNS = ['params', 'macs', 'flops'];
const SEVERITIES = ['error', 'warning', 'advice', 'advice'];

/** The messages, totals and layers of a network. `before` is how many lines there are before the first that is seen. */
export function Result({ result: { messages, page }, before }: { result: Compiled; before: number }) {
  return (
    <>
      {messages.map((message) => (
        <Said message={message} before={before} />
      ))}
      {page && <Layers state={new State(new Network(page))} />}
    </>
  );
}

function Said({ message: { range, severity = 1, message }, before }: { message: Message; before: number }) {
  const kind = SEVERITIES[severity - 1] ?? 'error';
  const line = range.start.line + 1 - before;
  return (
    <p class={`net-${kind}`}>
      <b>
        {kind}
        {line > 0 && `, line ${line}`}:
      </b>{' '}
      {message}
    </p>
  );
}

function Layers({ state }: { state: State }) {
  const { network } = state;
  const columns = COLUMNS.flatMap((key) => network.columns.get(key) ?? []);
  state.digits.value = 'full';
  const layers = network.page.layers.name.map((_, layer): Item => ({ kind: 'layer', layer }));
  return (
    <div class="net-layers">
      <table>
        <thead>
          <tr>
            <th>layer</th>
            <th>output</th>
            {columns.map(({ label }) => (
              <th class="net-figure">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {layers.map((item) => (
            <tr>
              <td>{item.kind === 'layer' && network.path(item.layer)}</td>
              <td>{outputTexts(state, item).join(', ')}</td>
              {columns.map((column) => (
                <td class="net-figure">{cellText(state, item, column)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>total</td>
            {columns.map((column) => (
              <td class="net-figure">{cellText(state, state.root.value, column)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
