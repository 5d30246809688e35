// The sessions of `tests/editor/`, answered by the module as they are natively.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Server } from '../netcost.mjs';

const folder = new URL('../../../tests/editor/sessions/', import.meta.url);
const module = (name) => readFileSync(new URL(`../${name}.wasm`, import.meta.url));
const [bytes, importing] = ['netcost', 'netcost-models'].map(module);
const read = (name) => readFileSync(new URL(name, folder), 'utf8');

/** A snapshot without its head, and without what only the process knows. */
const answers = (snapshot) => snapshot.split('---\n').slice(2).join('---\n').replace(/\nended: .*\n$/, '\n');

/** The files of a session that lie on disk: there is none here, so they are handed over. */
function disk(lines) {
  const files = lines.map((line) => /^disk (\S+) (.*)$/.exec(line)).filter(Boolean);
  return files.map(([, path, text]) => ({ uri: `file://${path}`, text: JSON.parse(text) }));
}

/** The session with what the server sends. */
function replayed(server, session) {
  const lines = session.trimEnd().split('\n');
  let shown = '';
  for (const line of lines) {
    shown += `${line}\n`;
    if (!line.startsWith('→ ')) continue;
    const sent = JSON.parse(line.slice(2));
    for (const message of server.handle([sent].flat())) shown += `← ${JSON.stringify(message)}\n`;
    if (sent.method === 'initialize') {
      const handed = server.handle([{ method: 'netcost/files', params: { files: disk(lines) } }]);
      assert.deepEqual(handed, []);
    }
  }
  return shown;
}

const sessions = readdirSync(folder).filter((name) => name.endsWith('.txt'));
assert.ok(sessions.length > 0);
for (const name of sessions) {
  test(`${name} goes as it does natively`, async () => {
    const server = await Server.start(name === 'models.txt' ? importing : bytes);
    const expected = answers(read(name.replace('.txt', '.snap')));
    assert.equal(replayed(server, read(name)), expected);
  });
}
