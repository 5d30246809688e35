// A picture of a page for the documentation: `[HEIGHT=560] npm run picture PAGE.html#VIEW PICTURE.png [dark]`.

import { chromium } from 'playwright-core';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [page, picture, colorScheme = 'light'] = process.argv.slice(2);
const [file, view = ''] = page.split('#');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const tab = await browser.newPage({ viewport: { width: 1280, height: Number(process.env.HEIGHT ?? 900) }, colorScheme });
await tab.goto(`${pathToFileURL(resolve(file))}#${view}`);
await tab.locator('.row').first().waitFor();
await tab.waitForTimeout(300);
await tab.screenshot({ path: picture });
await browser.close();
