// How long it takes from a keystroke to the messages that follow from it.
import { performance } from 'node:perf_hooks';

const KEYSTROKES = 200;
/** What is typed, over and over, as statements of their own. */
const TYPED = '\nconv 64 k3 p1; bn; relu';

/** Types into the middle of a text; the milliseconds of each keystroke, in order. */
export async function latencies(session, uri, text) {
  await session.open(uri, text);
  const lines = text.split('\n');
  let line = middle(lines);
  let character = lines[line].length;
  const times = [];
  for (let version = 2; times.length < KEYSTROKES; version++) {
    const key = TYPED[times.length % TYPED.length];
    const here = { line, character };
    const start = performance.now();
    await session.change(uri, version, { start: here, end: here }, key);
    times.push(performance.now() - start);
    [line, character] = key === '\n' ? [line + 1, 0] : [line, character + 1];
  }
  return times.sort((one, other) => one - other);
}

/** The convolution of its own body that is nearest to the middle. */
function middle(lines) {
  const own = [...lines.keys()].filter((line) => lines[line].startsWith('conv '));
  return own[own.length >> 1];
}

/** The time that so many of a hundred do not exceed. */
export const percentile = (times, percent) => times[Math.ceil((times.length * percent) / 100) - 1];
