import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkOf } from '../../play/share.ts';
import { launch } from '../tools/browser.ts';
import { reported, serve, textOf, type, visit, type Served } from '../tools/playground.ts';

let browser: Browser;
let served: Served;

beforeAll(async () => {
  [browser, served] = await Promise.all([launch(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await served.server.close();
});

const TEXT = 'network "Shared"\nparam c = 16\ninput 3x32x32\nblock b { conv c k3 p1; relu }\nb; b\n';

describe('a link', () => {
  test('opens the same text, settings and view elsewhere', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, TEXT);
    await page.getByLabel('batch').fill('4');
    await page.getByLabel('c', { exact: true }).fill('24');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'operations' }).click();
    await page.locator('.report:not(.old) .settings', { hasText: 'c 24' }).waitFor();
    await page.getByRole('button', { name: 'share' }).click();
    await page.waitForURL(/#1=/);

    const { page: second, errors } = await visit(browser, page.url());
    await reported(second, 'Shared');
    expect(await textOf(second)).toBe(TEXT);
    expect(await second.getByLabel('batch').inputValue()).toBe('4');
    const settings = second.locator('.report .settings');
    expect(await settings.innerText()).toMatch(/batch 4[^]*c 24/);
    expect(await second.getByRole('button', { name: 'operations' }).getAttribute('aria-pressed')).toBe('true');
    expect(errors).toEqual([]);
    // It is a link no more when it is changed.
    await type(second, `${TEXT}relu\n`);
    await second.waitForURL((url) => url.hash === '');
  });

  test('takes nothing that was kept', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, TEXT.replace('Shared', 'Own'));
    await reported(page, 'Own');
    await page.goto(served.url + (await linkOf({ text: TEXT, settings: {}, view: '' })));
    await page.reload();
    await reported(page, 'Shared');
    await page.goto('about:blank');
    await page.goto(served.url);
    await reported(page, 'Own');
  });

  test('is not made of what is too long', async () => {
    const { page } = await visit(browser, served.url);
    const noise = Array.from({ length: 40_000 }, (_, index) =>
      (Math.imul(index + 1, 2_654_435_761) >>> 7).toString(36),
    );
    await type(page, `# ${noise.join(' ')}\n`);
    await page.getByRole('button', { name: 'share' }).click();
    await page.locator('.said', { hasText: 'too long for a link' }).waitFor();
    await page.locator('.cm-content').press('Control+Home');
    await page.keyboard.type('#');
    await page.locator('.said').waitFor({ state: 'detached' });
  });
});

describe('a hostile link', () => {
  const evil = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>';

  test('stays text, in hovers too', async () => {
    const text = `network "${evil.replaceAll('"', "'")}"\n# ${evil}\nblock b(c) { conv c k1 }\ninput 3x8x8\nb 4\n`;
    const view = `#find=${encodeURIComponent(evil)}`;
    const link = await linkOf({ text, settings: { device: evil, arguments: { [evil]: evil } }, view });
    const { page } = await visit(browser, served.url + link);
    await page.locator('.refused').waitFor();
    await page.getByRole('button', { name: 'as in the text' }).click();
    await reported(page, 'img src');
    await page.locator('.cm-line', { hasText: 'b 4' }).locator('.word-class').hover();
    await page.locator('.cm-lsp-hover-tooltip').waitFor();
    await page.waitForTimeout(300);
    expect(await page.title()).toBe('netcost playground');
    expect(await page.locator('img[src], #play script').count()).toBe(0);
  });

  test.each([
    ['damaged', '#1=AAAA'],
    ['no base64', '#1=%3Cscript%3E'],
  ])('that is %s leaves the text as it is', async (_, hash) => {
    const { page, errors } = await visit(browser, served.url + hash);
    await reported(page, 'ResNet');
    await page.locator('.said', { hasText: 'The link is damaged.' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('that unpacks to very much is refused', async () => {
    const link = await linkOf({ text: ' '.repeat(20_000_000), settings: {}, view: '' });
    const { page } = await visit(browser, served.url + link);
    await page.locator('.said', { hasText: 'more than 1 MB' }).waitFor();
  });

  test('that makes the network enormous is answered by messages', async () => {
    const text = 'network "Huge"\ninput 1\nrepeat 1000000000 { repeat 1000000000 { fc 1 } }\n';
    const { page } = await visit(browser, served.url + (await linkOf({ text, settings: {}, view: '' })));
    await page.locator('.cm-lintRange-error, .said').first().waitFor();
    await type(page, TEXT);
    await reported(page, 'Shared');
  });
});

describe('a worker', () => {
  test('that does not answer is ended, and started anew with the next change', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    let asked = 0;
    await context.route('**/worker*.js', (route) =>
      asked++ === 0 ? route.fulfill({ contentType: 'text/javascript', body: 'for (;;);' }) : route.continue(),
    );
    await page.goto(served.url);
    await page.locator('.said', { hasText: 'did not answer for 5 seconds' }).waitFor();
    await type(page, TEXT);
    await reported(page, 'Shared');
    expect(asked).toBe(2);
    expect(await page.locator('.said').count()).toBe(0);
  });
});

test('without a network, it works from the second visit on', async () => {
  const { page } = await visit(browser, served.url);
  await reported(page, 'ResNet');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.reload();
  await reported(page, 'ResNet');
  await type(page, TEXT);
  await reported(page, 'Shared');
});
