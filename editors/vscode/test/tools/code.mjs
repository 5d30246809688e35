// VS Code in Chromium, as who uses it sees it.

import { chromium } from 'playwright-core';

import { serve } from './server.mjs';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Nothing but what is asked for reaches the network, and nothing beyond this computer. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE *.localhost , EXCLUDE 127.0.0.1',
];

/** The longest that anything may take. */
const PATIENCE = 60_000;

/** VS Code with a file open. */
export class Code {
  #server;
  #browser;

  /** @param {{ files: object, open: string, settings?: object, answers?: Map<string, Buffer>, viewport?: object }} what */
  static async open(what) {
    const code = new Code();
    code.#server = await serve(what);
    code.#browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const viewport = what.viewport ?? { width: 1280, height: 800 };
    code.page = await code.#browser.newPage({ viewport, deviceScaleFactor: what.scale ?? 1 });
    code.page.setDefaultTimeout(PATIENCE);
    code.log = [];
    code.page.on('console', (message) => code.log.push(message.text()));
    await code.page.goto(`http://code.netcost.localhost:${code.#server.address().port}/`);
    await code.page.waitForSelector('.monaco-editor .view-line');
    return code;
  }

  async close() {
    await this.#browser?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  /** Waits until the lines of the editor, with their hints, are as wanted. */
  async lines(wanted, ...given) {
    const test = `(${wanted})`;
    await this.page.waitForFunction(
      ([test, given]) => {
        const lines = [...document.querySelectorAll('.editor-instance .view-lines .view-line')];
        lines.sort((one, other) => parseInt(one.style.top) - parseInt(other.style.top));
        const texts = lines.map((line) => line.textContent.replaceAll('\u00a0', ' '));
        return eval(test)(texts, ...given);
      },
      [test, given],
    );
  }

  /** Waits until a line of the editor contains all of these. */
  shows(...parts) {
    return this.lines((lines, parts) => lines.some((line) => parts.every((part) => line.includes(part))), parts);
  }

  /** Puts the cursor at a line and column, from 1. */
  async goTo(line, column) {
    await this.page.keyboard.press('Control+g');
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
  }

  /** Writes over what lies at the cursor. */
  async overwrite(length, text) {
    for (let typed = 0; typed < length; typed += 1) await this.page.keyboard.press('Shift+ArrowRight');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Escape');
  }

  /** Takes the action at the cursor whose title has this, once it was looked at. */
  async act(title, look) {
    await this.page.keyboard.press('Control+.');
    const item = this.page.locator('.action-widget .monaco-list-row', { hasText: title });
    await item.waitFor();
    await look();
    const isChosen = () => item.evaluate((row) => row.classList.contains('focused'));
    while (!(await isChosen())) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.action-widget', { state: 'hidden' });
  }

  /** Runs a command by its title. */
  async run(command) {
    await this.page.keyboard.press('F1');
    await this.page.waitForSelector('.quick-input-box input');
    await this.page.keyboard.type(command);
    const title = this.page.locator('.quick-input-list .label-name', { hasText: new RegExp(`^${command}$`) });
    await title.click();
  }

  /** Names the file that is asked for. */
  async answer(path) {
    const input = this.page.locator('.quick-input-box input');
    await input.waitFor();
    await input.fill(path);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
  }

  /** What is in a view of the extension. */
  view() {
    return this.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  /** Waits for an item of the status bar with this text, or until it is gone. */
  async status(text, state = 'visible') {
    await this.page.locator('.statusbar-item', { hasText: text }).waitFor({ state });
  }
}
