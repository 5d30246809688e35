import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, modelOf, open, violations, written } from '../tools/browser.ts';

let browser: Browser;
let resnet: string;

beforeAll(async () => {
  browser = await launch();
  resnet = written('run', 'resnet50', '--device', 't4');
});
afterAll(() => browser.close());

/** The names in the table, as they stand. */
function names(page: Page): Promise<string[]> {
  return page.locator('.row > .name').evaluateAll((cells) =>
    cells.map((cell) => {
      const texts = [...cell.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      return texts
        .map(({ textContent }) => textContent)
        .join('')
        .trim();
    }),
  );
}

describe('a report', () => {
  test('opened from disk asks for nothing, and nothing goes wrong', async () => {
    const { page, requests, errors } = await open(browser, resnet);
    await page.waitForTimeout(300);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([page.url()]);
    expect(errors).toEqual([]);
    expect(await page.title()).toBe('ResNet-50 · netcost');
    expect(await page.locator('#plain').count()).toBe(0);
  });

  test('has the totals of the model', async () => {
    const { page } = await open(browser, resnet);
    const shown = await page.locator('.totals').innerText();
    for (const { key, short, full } of modelOf(resnet).totals) {
      if (!['params', 'macs', 'flops', 'peak_memory', 'time', 'layers'].includes(key)) continue;
      expect(shown).toContain(short);
      expect(shown).toContain(full);
    }
  });

  test('is sorted, the third click is the order of running', async () => {
    const { page } = await open(browser, resnet);
    const before = await names(page);
    const head = page.getByRole('columnheader', { name: 'params', exact: true });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect((await names(page))[0]).toBe('bottleneck14');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('none');
    expect(await names(page)).toEqual(before);
  });

  test('folds blocks by depth and one by one', async () => {
    const { page } = await open(browser, resnet);
    expect(await page.locator('.row').count()).toBe(23);
    await page.getByRole('group', { name: 'Depth of open blocks' }).getByText('all').click();
    expect(await page.locator('.row').count()).toBe(175 + 16);
    const first = page.locator('.row.group').first();
    expect(await first.getAttribute('aria-expanded')).toBe('true');
    await first.locator('[data-fold]').click();
    expect(await first.getAttribute('aria-expanded')).toBe('false');
    expect(await page.locator('.row').count()).toBe(175 + 16 - 12);
  });

  test('finds layers, and says how many', async () => {
    const { page } = await open(browser, resnet);
    await page.keyboard.press('/');
    await page.keyboard.type('bottleneck3 bn');
    expect(await names(page)).toEqual(['bottleneck3', 'bn1', 'bn2', 'bn3']);
    expect(await page.getByRole('status').innerText()).toMatch(/^3 of 175 layers, <0\.1% of flops$/);
    expect(await page.locator('.layers-table tfoot').innerText()).toMatch(/^\s*found\s+768\s/);
    await page.keyboard.press('Enter');
    expect(await page.locator('.layers-table').getAttribute('aria-activedescendant')).toBe(
      await page.locator('.row.layer').first().getAttribute('id'),
    );
    await page.keyboard.press('Enter');
    expect(await page.locator('.details h2').innerText()).toBe('bottleneck3/bn1');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    expect(await page.locator('.row').count()).toBe(23);
    expect(await page.locator('.layers-table tfoot').innerText()).toMatch(/^\s*total/);
  });

  test('shows what is found from its first row', async () => {
    const { page } = await open(browser, resnet, '#depth=2');
    await page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await page.locator('.find').fill('conv');
    expect(await page.locator('.scroller').evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  });

  test('is walked through by keyboard alone', async () => {
    const { page } = await open(browser, resnet);
    const active = (): Promise<string> =>
      page.evaluate(() =>
        document
          .getElementById(document.querySelector('.layers-table')!.getAttribute('aria-activedescendant')!)!
          .querySelector('.name')!
          .textContent!.replace(/[▸▾]| \d+$/g, '')
          .trim(),
      );
    await page.locator('.layers-table').focus();
    for (let row = 0; row < 5; row++) await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('bottleneck1');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.row').count()).toBe(23 + 12);
    await page.keyboard.press('ArrowRight');
    expect(await active()).toBe('conv1');
    await page.keyboard.press('Enter');
    expect(await page.locator('.details h2').innerText()).toBe('bottleneck1/conv1');
    expect(page.url()).toContain('layer=bottleneck1/conv1');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.details h2').innerText()).toBe('bottleneck1');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('.row').count()).toBe(23);
    await page.keyboard.press('Escape');
    expect(page.url()).not.toContain('layer=');
    await page.keyboard.press('End');
    expect(await active()).toBe('fc1');
  });

  test('shows what is selected in one view in all others', async () => {
    const { page } = await open(browser, resnet, '#layer=bottleneck2/conv2');
    expect(await page.locator('.row.pinned').getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('.treemap .cell.lit').count()).toBe(1);
    expect(await page.locator('.roofline .dot.lit').count()).toBe(1);
    expect(await page.locator('.steps .now').count()).toBe(1);
    expect(await page.locator('.details').innerText()).toContain('115,605,504');
    await page.locator('.source .choice').getByText('<prelude>').click();
    expect(await page.locator('.code tr.lit').count()).toBe(1);
    expect(await page.locator('.gutter .lane.lit[d^=M]').count()).toBe(3);
    // A line of the source selects rows.
    await page.locator('.code tr.lit button').click();
    expect(await page.locator('.details h2').innerText()).toMatch(/^<prelude>, line \d+$/);
    expect(await page.locator('.row.lit').count()).toBeGreaterThan(10);
  });

  test('looks the same however it came to a view', async () => {
    const looks = (page: Page): Promise<string[]> =>
      page
        .locator('.treemap .cell, .row, .gutter .lane')
        .evaluateAll((all) =>
          all.map((element) => `${element.getAttribute('class')} ${element.getAttribute('d')}`.trim()),
        );
    const { page: there } = await open(browser, resnet, '#layer=bottleneck2/conv2&metric=params&depth=2');
    const { page: came } = await open(browser, resnet, '#by=op&depth=2');
    await came.getByRole('button', { name: 'blocks' }).click();
    await came.locator('.share-panel select').selectOption('params');
    await came.locator('.row', { hasText: 'bottleneck2' }).first().click();
    await came.locator('.toolbar').getByText('all').click();
    await came.locator('.row', { hasText: 'bottleneck2' }).locator('xpath=following-sibling::tr').nth(3).click();
    await came.mouse.move(0, 0);
    expect(await came.locator('.details h2').innerText()).toBe('bottleneck2/conv2');
    expect(await looks(came)).toEqual(await looks(there));
  });

  test('lists the tensors that are alive at the peak', async () => {
    const { page } = await open(browser, resnet);
    const model = modelOf(resnet);
    const live = model.columns.find(({ key }) => key === 'live')!.values;
    expect(await page.locator('.alive caption').innerText()).toContain(
      '9.19 MiB alive while bottleneck1/bn4 runs, the peak',
    );
    expect(await page.locator('.alive th').allInnerTexts()).toEqual([
      'bottleneck1/bn3',
      'bottleneck1/conv4',
      'bottleneck1/bn4',
    ]);
    expect(live[model.memory.peak!]).toBe(9_633_792);
    await page.locator('.alive .link').first().click();
    expect(await page.locator('.details h2').innerText()).toBe('bottleneck1/bn3');
    const steps = (await page.locator('.steps svg').boundingBox())!;
    await page.mouse.move(steps.x + steps.width - 1, steps.y + 60);
    expect(await page.locator('.alive caption').innerText()).toContain('alive while fc1 runs');
    expect(await page.locator('.row.lit').count()).toBeGreaterThan(0);
  });

  test('copies the rows for a spreadsheet', async () => {
    const { page } = await open(browser, resnet, '', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'copy' }).click();
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\n');
    expect(lines).toHaveLength(24);
    expect(lines[0]).toMatch(/^layer\toutput\tparams\tmacs\tflops/);
    expect(lines[5]).toMatch(/^bottleneck1\t256×56×56\t75008\t231211008\t465231872/);
  });

  test('remembers its colours', async () => {
    const { page } = await open(browser, resnet);
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: /^Colours/ }).click();
    expect(await paper()).not.toBe(light);
    const dark = await paper();
    await page.reload();
    expect(await paper()).toBe(dark);
  });

  test('is printed with its totals, without controls', async () => {
    const { page } = await open(browser, resnet, '', { colorScheme: 'dark' });
    const file = `${resnet}.pdf`;
    writeFileSync(file, await page.pdf({ format: 'A4' }));
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const words of ['ResNet-50', '25,557,032', '8,195,102,208', '9,633,792', 'bottleneck16', 'fc1'])
      expect(text).toContain(words);
    expect(text).not.toContain('find layers');
    expect(text).not.toContain('columns');
  });

  test.each(['light', 'dark'] as const)('is accessible in %s', async (colorScheme) => {
    for (const hash of ['', '#layer=bottleneck1/conv2&sort=params', '#by=op&find=conv']) {
      const { page } = await open(browser, resnet, hash, { colorScheme });
      await page.getByRole('button', { name: 'bars' }).click();
      expect(await violations(page)).toEqual([]);
    }
  });

  test('fits a phone', async () => {
    const { page } = await open(browser, resnet, '', { viewport: { width: 390, height: 844 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await violations(page)).toEqual([]);
  });
});
