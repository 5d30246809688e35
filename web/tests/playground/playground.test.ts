import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, modelOf, violations } from '../tools/browser.ts';
import { reported, serve, textOf, type, visit, type Served } from '../tools/playground.ts';

const root = join(import.meta.dirname, '../../..');

let browser: Browser;
let served: Served;

beforeAll(async () => {
  [browser, served] = await Promise.all([launch(), serve()]);
});
afterAll(async () => {
  await browser.close();
  await served.server.close();
});

const SMALL = 'network "Small"\ninput 3x32x32\nconv 16 k3 p1\n';

describe('the text', () => {
  test('is an example at first, with its report; all comes from its own origin', async () => {
    const { page, requests, errors } = await visit(browser, served.url);
    await reported(page, 'ResNet');
    expect(await page.locator('.totals').innerText()).toContain('25,557,032');
    expect(await page.locator('.hint').first().innerText()).toBe('3×224×224');
    expect(await page.locator('.word-keyword').first().innerText()).toBe('network');
    expect(errors).toEqual([]);
    const others = requests.filter((url) => !url.startsWith(served.url) && !/^(data|blob):/.test(url));
    expect(others).toEqual([]);
  });

  test('has messages where it is wrong, and a fix; the last report stays until then', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, SMALL);
    await reported(page, 'Small');
    await type(page, SMALL.replace('conv', 'cnov'));
    await page.locator('.cm-lintRange-error').waitFor();
    await page.locator('.report.old').waitFor();
    expect(await page.locator('.report .head h1').innerText()).toBe('Small');
    expect(await page.getByRole('status').first().innerText()).toContain('1 error');
    await page.locator('.cm-lintRange-error').first().hover();
    await page.locator('.cm-diagnosticAction').first().click();
    await reported(page, 'Small');
    expect(await textOf(page)).toBe(SMALL);
  });

  test('is mended by the keyboard alone', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, SMALL.replace('conv', 'cnov'));
    const fix = page.locator('.messages .button');
    await fix.waitFor();
    for (let steps = 0; steps < 10 && !(await fix.evaluate((button) => button === document.activeElement)); steps++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await reported(page, 'Small');
    expect(await textOf(page)).toBe(SMALL);
    expect(await page.getByRole('status').first().innerText()).toBe('no problems');
  });

  test('has hints, and the report follows it', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, SMALL);
    await page.locator('.totals', { hasText: '448' }).waitFor();
    expect(await page.locator('.hint').last().innerText()).toBe('16×32×32 · 448 params · 442 k MACs');
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('conv 32 k1\n');
    await page.locator('.totals', { hasText: '992' }).waitFor();
  });

  test('leaves the report as it stands: what is unfolded, scrolled and written in it', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, `${SMALL}${'conv 16 k3 p1\n'.repeat(60)}`);
    await page.locator('.totals', { hasText: '139,648' }).waitFor();
    await page.getByRole('button', { name: 'bars' }).click();
    await page.locator('.report .scroller').evaluate((it) => it.scrollTo(0, 500));
    await page.locator('.cm-content').focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('conv 32 k1\n');
    await page.locator('.totals', { hasText: '140,192' }).waitFor();
    expect(await page.locator('.report .scroller').evaluate(({ scrollTop }) => scrollTop)).toBe(500);
    expect(await page.getByRole('button', { name: 'bars' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('lights up its layers, which lead back to it', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, `${SMALL}relu\nfc 10\n`);
    await page.locator('.report:not(.old) .row').nth(2).waitFor();
    await page.locator('.cm-line', { hasText: 'relu' }).click();
    expect(await page.locator('.row.lit .name').allInnerTexts()).toEqual(['relu1']);
    await page.locator('.row .name', { hasText: 'conv1' }).click();
    await page.locator('.details').getByText('network.net:3:1').click();
    expect(await page.locator('.cm-activeLine').innerText()).toContain('conv 16');
  });

  test('is completed and explained', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, SMALL);
    await reported(page, 'Small');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('max');
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'maxpool' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.cm-line', { hasText: 'conv 16' }).locator('.word-function').hover();
    await page.locator('.cm-lsp-hover-tooltip', { hasText: 'conv' }).waitFor();
  });

  test('is kept for the next visit', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, SMALL);
    await reported(page, 'Small');
    await page.reload();
    await reported(page, 'Small');
    expect(await textOf(page)).toBe(SMALL);
  });

  test('uses no other file', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, `use "blocks.net"\n${SMALL}`);
    await page.locator('.cm-lintRange-error', { hasText: 'blocks.net' }).waitFor();
  });

  test('leads to its report in how long?', async () => {
    const { page } = await visit(browser, served.url);
    await page.getByLabel('Examples').selectOption('resnet50.net');
    await reported(page, 'ResNet-50');
    const times: number[] = [];
    for (let classes = 11; classes < 21; classes++) {
      times.push(
        await page.evaluate(async (classes) => {
          const field = [...document.querySelectorAll('.fields label')].find(
            (label) => label.textContent === 'classes',
          );
          const input = field!.querySelector('input')!;
          const before = performance.now();
          input.value = String(classes);
          input.dispatchEvent(new Event('change', { bubbles: true }));
          const settings = (): string => document.querySelector('.report .settings')!.textContent!;
          while (!settings().includes(`classes ${classes}`)) await new Promise((resolve) => setTimeout(resolve));
          return performance.now() - before;
        }, classes),
      );
    }
    console.log(`ResNet-50: a change is in the report after ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
  });
});

describe('settings', () => {
  test('take the place of what the text says', async () => {
    const { page } = await visit(browser, served.url);
    await reported(page, 'ResNet');
    await page.getByLabel('batch').fill('8');
    await page.locator('.report .settings', { hasText: 'batch 8' }).waitFor();
    await page.getByLabel('types').selectOption('f16');
    await page.locator('.report .settings', { hasText: 'types f16' }).waitFor();
    await page.getByRole('form').getByLabel('depth').selectOption('18');
    await page.locator('.totals', { hasText: '11,689,512' }).waitFor();
    await page.getByLabel('device').selectOption('t4');
    await page.getByText('Roofline').first().waitFor();
    await page.getByRole('button', { name: 'as in the text' }).click();
    await page.locator('.totals', { hasText: '25,557,032' }).waitFor();
  });

  test('are sliders for params with a range', async () => {
    const { page } = await visit(browser, served.url);
    await page.getByLabel('Examples').selectOption('mobilenet_v2.net');
    await reported(page, 'MobileNetV2');
    const slider = page.getByRole('slider', { name: 'width' });
    expect(await slider.inputValue()).toBe('1');
    await slider.press('ArrowRight');
    await page.locator('.report:not(.old) .settings', { hasText: 'width 1.05' }).waitFor();
    await slider.press('ArrowLeft');
    await page.getByRole('button', { name: 'as in the text' }).waitFor({ state: 'detached' });
  });

  test('that are refused say why', async () => {
    const { page } = await visit(browser, served.url);
    await reported(page, 'ResNet');
    await page.getByLabel('groups').fill('a word');
    await page.keyboard.press('Enter');
    await page.locator('.refused').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('not the string "a word"');
  });
});

describe('files', () => {
  test.each(['lenet5.onnx', 'lenet5.pt2'])('that are models become texts: %s', async (name) => {
    const { page, requests } = await visit(browser, served.url);
    await reported(page, 'ResNet');
    const bytes = [...readFileSync(join(root, 'docs/models', name))];
    const dropped = await page.evaluateHandle(
      ({ bytes, name }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name));
        return transfer;
      },
      { bytes, name },
    );
    const before = requests.length;
    await page.dispatchEvent('.cm-content', 'drop', { dataTransfer: dropped });
    await page.locator('.report:not(.old) .totals', { hasText: '61,706' }).waitFor();
    expect(await textOf(page)).toContain('input 1x32x32');
    const sent = requests.slice(before).map((url) => url.replace(served.url, ''));
    expect(sent.filter((name) => !/^(netcost-models\.wasm|worker\.js)$/.test(name))).toEqual([]);
  });

  test('that are something else are refused', async () => {
    const { page } = await visit(browser, served.url);
    await reported(page, 'ResNet');
    await page.setInputFiles('input[type=file]', { name: 'a.onnx', mimeType: '', buffer: Buffer.from('no model') });
    await page.locator('.said', { hasText: 'a.onnx cannot be opened' }).waitFor();
    await reported(page, 'ResNet');
  });

  test('come out as the text, and as the report that the compiler writes', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, `${SMALL}# </script>\n`);
    await reported(page, 'Small');
    const download = async (name: string): Promise<string> => {
      await page.getByText('download', { exact: true }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      await page.keyboard.press('Escape');
      return file.path();
    };
    expect(readFileSync(await download('network (.net)'), 'utf8')).toBe(`${SMALL}# </script>\n`);
    const file = await download('report (.html)');
    expect(modelOf(file).sources[0]!.text).toBe(`${SMALL}# </script>\n`);
    const report = await browser.newPage();
    await report.setContent(readFileSync(file, 'utf8'));
    await report.locator('.totals', { hasText: '448' }).waitFor();
  });
});

describe('for everyone', () => {
  test.each(['light', 'dark'] as const)('nothing is wrong for who cannot see or point, %s', async (colorScheme) => {
    const { page } = await visit(browser, served.url, { colorScheme });
    await type(page, SMALL);
    await reported(page, 'Small');
    expect(await violations(page)).toEqual([]);
    await type(page, SMALL.replace('conv', 'cnov'));
    await page.locator('.report.old').waitFor();
    await page.locator('.messages .button').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('the keyboard leaves the editor by Tab, and `/` is a letter in it', async () => {
    const { page } = await visit(browser, served.url);
    await type(page, SMALL);
    await page.keyboard.type('/');
    expect(await textOf(page)).toBe(`${SMALL}/`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor'))).toBeNull();
  });

  test('it stands in one column on a phone', async () => {
    const { page } = await visit(browser, served.url, { viewport: { width: 390, height: 844 } });
    await reported(page, 'ResNet');
    const [text, report] = [await page.locator('.writing').boundingBox(), await page.locator('.report').boundingBox()];
    expect(report!.y).toBeGreaterThanOrEqual(text!.y + text!.height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
