// What the module weighs, and what becomes of what is no message.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

import { Server } from '../netcost.mjs';

const bytes = readFileSync(new URL('../netcost.wasm', import.meta.url));

const LIMITS = [
  ['netcost.wasm', 2_150_000, 685_000],
  ['netcost-models.wasm', 3_260_000, 1_035_000],
];

for (const [name, most, mostPacked] of LIMITS) {
  test(`${name} stays small`, () => {
    const bytes = readFileSync(new URL(`../${name}`, import.meta.url));
    const packed = brotliCompressSync(bytes).length;
    console.log(`${name}: ${bytes.length} bytes, ${packed} by brotli`);
    assert.ok(bytes.length <= most);
    assert.ok(packed <= mostPacked);
  });
}

test('the module needs nothing of its host', async () => {
  assert.deepEqual(WebAssembly.Module.imports(await WebAssembly.compile(bytes)), []);
});

test('what is no message is answered by an error', async () => {
  const server = await Server.start(bytes);
  for (const wrong of [7, 'initialize', {}, { id: 1 }, { method: 7 }]) {
    const [answer] = server.handle([wrong]);
    assert.equal(answer.id, null);
    assert.equal(answer.error.code, -32700);
  }
  const [answer] = server.handle([{ id: 1, method: 'initialize', params: { capabilities: {} } }]);
  assert.equal(answer.result.serverInfo.name, 'netcost');
});

test('a text of any size and depth leaves the module alive', async () => {
  const server = await Server.start(bytes);
  server.handle([{ id: 1, method: 'initialize', params: { capabilities: {} } }]);
  const deep = `input 3x8x8\nlet x = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`;
  const nested = `input 3x8x8\n${'repeat 1 {'.repeat(50_000)} relu ${'}'.repeat(50_000)}\n`;
  const large = 'input 3x8x8\n' + 'conv 4 k3 p1; bn; relu\n'.repeat(20_000);
  for (const [index, text] of [deep, nested, large].entries()) {
    const textDocument = { uri: `file:///${index}.net`, languageId: 'netcost', version: 1, text };
    const [published] = server.handle([{ method: 'textDocument/didOpen', params: { textDocument } }]);
    assert.equal(published.params.uri, textDocument.uri);
  }
});

test('a trap is an error that says why', async () => {
  const server = await Server.start(bytes);
  // More than a message may have.
  const exports = { ...(await WebAssembly.instantiate(bytes)).instance.exports };
  const huge = new Server({ ...exports, room: () => exports.room(0xffffffff) });
  assert.throws(() => huge.handle([]), /capacity overflow|unreachable/);
  assert.deepEqual(server.handle([{ method: 'exit' }]), []);
});
