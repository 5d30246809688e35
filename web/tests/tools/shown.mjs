// How long a page takes from being asked for until its first rows are painted: `npm run shown PAGE.html…` prints the least
// and the median of ten times, each in a new tab.

import { chromium } from 'playwright-core';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const TIMES = 10;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const file of process.argv.slice(2)) {
  const times = [];
  while (times.length < TIMES) {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await tab.addInitScript(() => {
      const look = () =>
        document.querySelector('.row') === null
          ? requestAnimationFrame(look)
          : requestAnimationFrame(() => (window.shown = performance.now()));
      requestAnimationFrame(look);
    });
    await tab.goto(pathToFileURL(resolve(file)).href);
    times.push(await (await tab.waitForFunction(() => window.shown)).jsonValue());
    await tab.close();
  }
  times.sort((one, other) => one - other);
  const [least, median] = [times[0], times[TIMES / 2]].map((time) => time.toFixed(0));
  console.log(`${basename(file)}: shown after ${median} ms, at least ${least} ms`);
}
await browser.close();
