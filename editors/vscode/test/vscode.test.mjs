// VS Code itself in Chromium, with the extension as it is built. With `SCREENSHOTS=folder`, pictures of the session
// are put there, to be looked at.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import binaryen from 'binaryen';

import { CHROMIUM, Code } from './tools/code.mjs';

const alexnet = readFileSync(new URL('../../../examples/alexnet.net', import.meta.url), 'utf8');
const skip = existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed`;

const pictures = process.env.SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

async function picture(code, name) {
  if (pictures) await code.page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** Tests what is done in VS Code with these files. */
function session(name, what, steps) {
  test(name, { skip }, async () => {
    const code = await Code.open(what);
    try {
      await steps(code);
    } catch (error) {
      await picture(code, 'failed');
      console.log(code.log.filter((line) => !line.includes('404')).join('\n'));
      throw error;
    } finally {
      await code.close();
    }
  });
}

const opened = { files: { '/nets/alexnet.net': alexnet }, open: '/nets/alexnet.net' };

session('AlexNet is broken, put right and given a claim', opened, async (code) => {
  await code.shows('conv 384 k3 p1;', '384×13×13 · 885 k params · 150 M MACs');
  await code.status('62.4 M params · 1.14 G MACs · 20 layers · peak 2.22 MiB');
  await picture(code, '1-opened');

  // A mistake is typed: it is underlined, and no total is shown any more.
  await code.goTo(8, 13);
  await code.overwrite(2, 'p0');
  await code.page.waitForSelector('.squiggly-error');
  await code.status('62.4 M params', 'hidden');
  await code.page.keyboard.press('F8');
  const message = await code.page.locator('.marker-widget .message').innerText();
  assert.match(message, /the claim `256×13×13` does not hold: the shape is 256×11×11/);
  await picture(code, '2-message');
  await code.page.keyboard.press('Escape');

  // The quick fix is taken.
  await code.act('Replace `conv 256 k5 p0` with `conv 256 k5 p2`', () => picture(code, '3-fix'));
  await code.shows('conv 256 k5 p2;', '615 k params · 448 M MACs');
  await code.page.waitForSelector('.squiggly-error', { state: 'detached' });
  await code.status('62.4 M params');

  // A line without a claim is given one, which replaces the shape in the hint.
  await code.goTo(9, 21);
  await code.act('Write the shape as a claim', () => picture(code, '4-actions'));
  await code.lines((lines) => lines.some((line) => /^conv 384 k3 p1; +relu -> 384x13x13\W*885 k params/.test(line)));
  await picture(code, '5-claimed');
});

const used = {
  files: {
    '/nets/main.net': 'use "blocks/b.net"\ninput 3x8x8\ncbr 4\n',
    '/nets/blocks/b.net': 'block cbr(c) { conv c k3 p1; bn; relu }\n',
  },
  open: '/nets/main.net',
};

session('a file that is used is read, and read again once it was saved', used, async (code) => {
  await code.shows('cbr 4', '4×8×8 · 120 params');
  await code.goTo(3, 1);
  await code.page.keyboard.press('F12');
  await code.shows('block cbr(c)');
  await code.goTo(1, 23);
  await code.overwrite(5, 'k5 p2');
  await code.page.keyboard.press('Control+s');
  await code.run('View: Close Editor');
  await code.shows('cbr 4', '4×8×8 · 312 params');
});

const model = readFileSync(new URL('../../../docs/models/lenet5.onnx', import.meta.url));
const lenet = {
  files: {
    '/nets/lenet5.net': readFileSync(new URL('../../../examples/lenet5.net', import.meta.url), 'utf8'),
    '/nets/lenet5.onnx': [...model],
    '/nets/broken.onnx': [...model.subarray(0, 1000)],
  },
  open: '/nets/lenet5.net',
};

session('a model is shown beside a network, as a text in which names can be followed', lenet, async (code) => {
  await code.run('netcost: Compare with a Model');
  await code.answer('/nets/lenet5.onnx');
  await code.page.locator('.tab', { hasText: 'lenet5.onnx ↔ lenet5.net' }).waitFor();
  await code.shows('network "lenet5"; input 1x32x32');
  await picture(code, '6-model');
  await code.run('netcost: Open a Model as Text');
  await code.answer('/nets/lenet5.onnx');
  await code.shows('flatten; fc 120; tanh; fc 84; tanh; fc 10', '59.1 k params');
  await code.status('61.7 k params');
  await code.run('netcost: Open a Model as Text');
  await code.answer('/nets/broken.onnx');
  await code.page.locator('.notification-toast', { hasText: 'broken.onnx' }).waitFor();
});

session('the report stands beside the text and follows it', opened, async (code) => {
  await code.run('netcost: Show the Report Beside the Text');
  const report = code.view();
  await report.locator('.totals', { hasText: '62,378,344' }).waitFor();
  // The line with the cursor is lit up there.
  await code.page.locator('.editor-instance .view-line').first().click();
  await code.goTo(8, 13);
  await report.locator('.row.lit', { hasText: 'conv2' }).waitFor();
  await picture(code, '7-report');

  // The last report stays while there is a mistake.
  await code.overwrite(2, 'p0');
  await report.locator('.report.old').waitFor();
  await code.goTo(8, 13);
  await code.overwrite(2, 'p2');
  await report.locator('.report:not(.old)').waitFor();

  // A layer that is chosen there leads to its line.
  await report.locator('.row', { hasText: 'fc3' }).click();
  await report.locator('.details .link', { hasText: 'alexnet.net' }).click();
  await code.status('Ln 15, Col 1');
});

/** A server that is started and then fails. */
function failing() {
  const answer = '[{"id":0,"result":{"capabilities":{"textDocumentSync":1}}}]';
  return binaryen
    .parseText(
      `(module
        (memory (export "memory") 1)
        (global $started (mut i32) (i32.const 0))
        (data (i32.const 0) "${answer.replaceAll('"', '\\"')}")
        (func (export "room") (param i32) (result i32) (i32.const 1024))
        (func (export "out") (result i32) (i32.const 0))
        (func (export "failure") (result i32) (i32.const 0))
        (func (export "message") (result i32)
          (if (global.get $started) (then (unreachable)))
          (global.set $started (i32.const 1))
          (i32.const ${answer.length})))`,
    )
    .emitBinary();
}

const answers = new Map([['/netcost/dist/netcost.wasm', Buffer.from(failing())]]);

session('a server that fails is started anew', { ...opened, answers }, async (code) => {
  await code.shows('conv 384 k3 p1;', '384×13×13 · 885 k params · 150 M MACs');
  assert.equal(answers.size, 0);
});

session('the example can be opened, and settings count', { ...used, settings: { 'netcost.hints': 'cost' } }, async (code) => {
  await code.run('netcost: Open AlexNet as an Example');
  await code.lines((lines) => lines.some((line) => /^conv 384 k3 p1; +relu\W*885 k params/.test(line)));
});
