// A real browser, and pages in it that are opened from disk.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { ComparisonPage, Page as Model } from '../../src/model.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'netcost-pages-'));

export function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is not installed`);
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** A page as the compiler writes it, in a file: `written('run', 'resnet50')`. */
export function written(...words: string[]): string {
  const file = join(folder, `${words.join('-').replaceAll('/', '-')}.html`);
  const own = process.env['NETCOST'];
  const [program, ...before] = own ? [own] : ['cargo', 'run', '--quiet', '--locked', '--'];
  execFileSync(program!, [...before, ...words, '--format', 'html', '-o', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return file;
}

/** A model in the page that is checked in, in a file. */
export function filed(name: string, model: Model | ComparisonPage): string {
  const shell = readFileSync(join(root, 'web/dist/report.html'), 'utf8');
  const json = JSON.stringify(model).replaceAll('<', '\\u003c');
  const file = join(folder, `${name}.html`);
  writeFileSync(
    file,
    shell.replace(
      '<!-- netcost:model -->',
      () => `<div id="plain"></div><script type="application/json" id="model">${json}</script>`,
    ),
  );
  return file;
}

/** The model in a report. */
export function modelOf(file: string): Model {
  const [, json] = /<script type="application\/json" id="model">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8'))!;
  return JSON.parse(json!) as Model;
}

/** What is wrong with a page for who cannot see, point or tell colours, by WCAG 2.2 AA and good practice. */
export async function violations(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export interface Opened {
  page: Page;
  /** All that the page asked for. */
  requests: string[];
  /** What went wrong in it. */
  errors: string[];
}

export async function open(
  browser: Browser,
  file: string,
  hash = '',
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(pathToFileURL(file).href + hash);
  await page.waitForSelector('.page');
  return { page, requests, errors };
}
