// The playground as it was built, served, and opened in a browser.

import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';

export interface Served {
  url: string;
  server: PreviewServer;
}

export async function serve(): Promise<Served> {
  const configFile = join(import.meta.dirname, '../../play/vite.config.ts');
  const server = await preview({ configFile, logLevel: 'error', preview: { port: 0 } });
  return { server, url: server.resolvedUrls!.local[0]! };
}

export interface Opened {
  page: Page;
  /** All that it asked for. */
  requests: string[];
  /** What went wrong in it. */
  errors: string[];
}

/** A page that nobody has opened before. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const [requests, errors]: [string[], string[]] = [[], []];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(url);
  await page.locator('.cm-content').waitFor();
  return { page, requests, errors };
}

/** Waits for the report of a network with this title. */
export function reported(page: Page, title: string): Promise<void> {
  return page.locator('.report:not(.old) .head h1', { hasText: title }).waitFor();
}

/** The text in the editor. */
export function textOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.querySelector('.cm-content') as unknown as {
      cmTile?: { view: { state: { doc: { toString(): string } } } };
    };
    return element.cmTile?.view.state.doc.toString() ?? '';
  });
}

/** Types a text in place of what is there. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}
