// What the compiler says of the words of a text.

import { readFileSync } from 'node:fs';

import { Server } from '../../../../web/wasm/netcost.mjs';

const bytes = readFileSync(new URL('../../../../web/wasm/netcost.wasm', import.meta.url));

/** A function from a text, at a URI, to its tokens by line: `{ start, end, type }`. */
export async function compiler() {
  const server = await Server.start(bytes);
  const [{ result }] = server.handle([{ id: 0, method: 'initialize', params: { capabilities: {} } }]);
  const { tokenTypes } = result.capabilities.semanticTokensProvider.legend;
  return (uri, text) => {
    const textDocument = { uri, languageId: 'netcost', version: 1, text };
    server.handle([{ method: 'textDocument/didOpen', params: { textDocument } }]);
    const asked = { id: 1, method: 'textDocument/semanticTokens/full', params: { textDocument } };
    const [{ result: { data } }] = server.handle([asked]);
    return byLine(data, text.split('\n').length, tokenTypes);
  };
}

function byLine(data, count, types) {
  const lines = Array.from({ length: count }, () => []);
  let [line, start] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lineDelta, startDelta, length, type] = data.slice(at, at + 4);
    start = lineDelta > 0 ? startDelta : start + startDelta;
    line += lineDelta;
    lines[line].push({ start, end: start + length, type: types[type] });
  }
  return lines;
}
