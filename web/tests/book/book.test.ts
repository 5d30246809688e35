// The book in `target/book`, served, and its networks run.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, violations } from '../tools/browser.ts';

const root = join(import.meta.dirname, '../../..');

let browser: Browser;
let server: PreviewServer;

beforeAll(async () => {
  expect(existsSync(join(root, 'target/book/playground/book.js'))).toBe(true);
  browser = await launch();
  server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir: 'target/book' },
    preview: { host: '127.0.0.1', port: 0 },
  });
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function visit(file: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
  await page.goto(server.resolvedUrls!.local[0]! + file);
  await page.locator('.net-buttons').first().waitFor();
  return page;
}

/** A block that begins with this, the buttons below it and its result. */
function block(page: Page, text: string) {
  const code = page.locator('code.language-net', { hasText: text }).first();
  const pre = page.locator('pre', { has: page.locator('code.language-net', { hasText: text }) }).first();
  const bar = pre.locator('xpath=following-sibling::*[1]');
  return { code, run: bar.getByText('run', { exact: true }), open: bar.getByText('open'), result: bar.locator('xpath=following-sibling::*[1]') };
}

test('a network is coloured, run, changed and run again', async () => {
  const page = await visit('introduction.html');
  const { code, run, result } = block(page, 'input');
  expect(await code.locator('.hljs-number').count()).toBeGreaterThan(3);
  expect(await code.locator('.hljs-built_in').count()).toBeGreaterThan(3);
  await run.click();
  await result.locator('tfoot').waitFor();
  const before = await result.locator('tfoot').innerText();
  await code.evaluate((element) => (element.textContent += '\nfc 7\n'));
  await run.click();
  await result.locator('tbody tr', { hasText: 'fc' }).last().waitFor();
  await expect.poll(() => result.locator('tfoot').innerText()).not.toBe(before);
});

test('a piece of a network gets its input, and a mistake its message', async () => {
  const page = await visit('language/calls.html');
  const piece = block(page, 'let c = 32');
  await piece.run.click();
  await piece.result.locator('tbody tr').first().waitFor();
  const mistake = block(page, 'conv 32 * 2 k1');
  await mistake.code.click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => mistake.result.innerText()).toMatch(/^error, line 1: /);
});

test('a network that uses files of its page is run with them', async () => {
  const page = await visit('language/blocks.html');
  const { run, result } = block(page, 'use "');
  await run.click();
  await result.locator('tbody tr').first().waitFor();
});

test('a network is opened in the playground', async () => {
  const page = await visit('introduction.html');
  const { open } = block(page, 'input');
  const [playground] = await Promise.all([page.context().waitForEvent('page'), open.click()]);
  await playground.locator('.report:not(.old) .totals').waitFor();
});

test('buttons and results are accessible', async () => {
  const page = await visit('language/calls.html');
  const { run, result } = block(page, 'let c = 32');
  await run.click();
  await result.locator('tbody tr').first().waitFor();
  expect((await violations(page)).filter((text) => text.includes('net-'))).toEqual([]);
});
