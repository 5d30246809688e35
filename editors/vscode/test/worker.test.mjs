// The server in a worker of Node, as the extension starts it there, and what the package holds.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { listFiles } from '@vscode/vsce';

const dist = new URL('../dist/', import.meta.url);
const initialize = { id: 1, method: 'initialize', params: { capabilities: {} } };

/** The first thing that a worker with this module sends after a message. */
function answered(module, message) {
  const worker = new Worker(new URL('node-worker.js', dist));
  const answer = new Promise((resolve) => worker.once('message', resolve));
  worker.postMessage({ module });
  worker.postMessage({ message });
  return answer.finally(() => worker.terminate());
}

test('a worker answers', async () => {
  const { message } = await answered(readFileSync(new URL('netcost.wasm', dist)), initialize);
  assert.equal(message.jsonrpc, '2.0');
  assert.equal(message.result.serverInfo.name, 'netcost');
});

test('a worker that cannot go on says why', async () => {
  const { failure } = await answered(new Uint8Array([0, 1, 2, 3]), initialize);
  assert.match(failure, /CompileError/);
});

test('the package holds what runs, and no more', async () => {
  const files = await listFiles({ cwd: new URL('..', import.meta.url).pathname, dependencies: false });
  assert.deepEqual(files.sort(), [
    'LICENSE-APACHE.txt',
    'LICENSE.txt',
    'README.md',
    'dist/browser-worker.js',
    'dist/browser.js',
    'dist/netcost-models.wasm',
    'dist/netcost.wasm',
    'dist/node-worker.js',
    'dist/node.js',
    'dist/report.css',
    'dist/report.js',
    'images/icon.png',
    'language-configuration.json',
    'package.json',
    'syntaxes/netcost.tmLanguage.json',
    'walkthrough/break.md',
    'walkthrough/claim.md',
    'walkthrough/open.md',
  ]);
});
