// A client of the language server: `node client.mjs NETCOST [NETWORK …]` uses each feature once, and types into the
// networks. It fails if an answer is wrong, and prints how long answers take.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { features } from './features.mjs';
import { latencies, percentile } from './latency.mjs';
import { start } from './session.mjs';

const [program, ...networks] = process.argv.slice(2);
const session = await start(program);
await features(session);
for (const network of networks) {
  const text = readFileSync(network, 'utf8');
  const times = await latencies(session, pathToFileURL(resolve(network)).href, text);
  const [p50, p99] = [50, 99].map((percent) => percentile(times, percent).toFixed(2));
  const lines = text.trimEnd().split('\n').length;
  console.log(`${basename(network)}, ${lines} lines, ${times.length} keystrokes: p50 ${p50} ms, p99 ${p99} ms`);
}
assert.equal(await session.stop(), 0);
