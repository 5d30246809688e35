// Writes the picture of the README, or with `dark` or `narrow` one to look at: `node picture.mjs FILE [dark] [narrow]`.

import { readFileSync } from 'node:fs';

import { Code } from './code.mjs';

const [file, ...words] = process.argv.slice(2);
const alexnet = readFileSync(new URL('../../../../examples/alexnet.net', import.meta.url), 'utf8');

const code = await Code.open({
  files: { '/nets/alexnet.net': alexnet },
  open: '/nets/alexnet.net',
  scale: 2,
  settings: {
    'breadcrumbs.enabled': false,
    'editor.lightbulb.enabled': 'off',
    'editor.minimap.enabled': false,
    'window.commandCenter': false,
    'workbench.activityBar.location': 'hidden',
    'workbench.colorTheme': words.includes('dark') ? 'Default Dark Modern' : 'Default Light Modern',
    'workbench.layoutControl.enabled': false,
    'workbench.statusBar.visible': false,
  },
  viewport: { width: words.includes('narrow') ? 480 : 960, height: 500 },
});
await code.page.keyboard.press('Control+b');
await code.shows('conv 384 k3 p1;', '885 k params');
await code.goTo(8, 13);
await code.overwrite(2, 'p0');
await code.page.waitForSelector('.squiggly-error');
await code.page.keyboard.press('F8');
await code.page.waitForSelector('.marker-widget .message');
await code.page.mouse.move(300, 400);
await code.page.waitForTimeout(1000);
await code.page.screenshot({ path: file });
await code.close();
