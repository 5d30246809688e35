// A network with wide figures and several outputs, beside details.

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, modelOf, open, written } from '../tools/browser.ts';

let browser: Browser;
let gpt2: string;

beforeAll(async () => {
  browser = await launch();
  gpt2 = written('run', 'gpt2');
});
afterAll(() => browser.close());

/** Whether all of it is in sight. */
function inSight(of: Locator): Promise<boolean> {
  return of.evaluate(
    (element) =>
      new Promise<boolean>((done) => {
        const observer = new IntersectionObserver(([entry]) => {
          observer.disconnect();
          done(entry!.intersectionRatio === 1);
        });
        observer.observe(element);
      }),
  );
}

function row(page: Page, path: string): Locator {
  const layers = modelOf(gpt2);
  const index = layers.layers.name.findIndex((name, layer) => {
    const scope = layers.strings[layers.scopes.name[layers.layers.scope[layer]!]!];
    return `${scope}/${layers.strings[name]}` === path;
  });
  return page.locator(`#l${index}`);
}

describe('the table', () => {
  test('has room for all columns with a block open; equal outputs are written once', async () => {
    const { page } = await open(browser, gpt2);
    await page.locator('.row', { hasText: 'attend1' }).first().locator('[data-fold]').click();
    const split = row(page, 'attend1/q').locator('.shape');
    expect(await split.innerText()).toBe('3 × 1×12×1024×64');
    expect(await split.getAttribute('title')).toBe('1×12×1024×64, 1×12×1024×64, 1×12×1024×64');
    const live = page.getByRole('columnheader', { name: 'live bytes' });
    expect(await inSight(live)).toBe(true);
    expect(await page.locator('.scroller').evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  });

  test('keeps its digits when it is loaded again', async () => {
    const { page } = await open(browser, gpt2);
    const params = page.locator('#l0 .n').first();
    expect(await params.innerText()).toBe('38.6 M');
    await page.getByRole('columnheader', { name: 'params' }).getByRole('button').click();
    await page.locator('#l0').click();
    await page.reload();
    expect(page.url()).toContain('sort=params');
    expect(await params.innerText()).toBe('38.6 M');
    expect(await page.getByRole('columnheader', { name: 'share of params' }).count()).toBe(1);
  });

  test('has no column of outputs where no row has one', async () => {
    const { page } = await open(browser, gpt2, '#by=op&depth=1');
    const head = page.getByRole('columnheader', { name: 'output' });
    expect(await head.count()).toBe(0);
    await page.locator('.row [data-fold]').first().click();
    expect(await head.count()).toBe(1);
  });
});

test('a layer that is not among those found is shown all the same', async () => {
  const { page } = await open(browser, gpt2);
  await page.locator('.find').fill('ln');
  await page.getByRole('button', { name: 'peak at linear1' }).click();
  expect(await page.locator('.find').inputValue()).toBe('');
  await page.waitForTimeout(200);
  expect(await inSight(page.locator('.row.pinned'))).toBe(true);
});

test('the peak of memory says what it holds', async () => {
  const { page } = await open(browser, gpt2);
  const { short } = modelOf(gpt2).totals.find(({ key }) => key === 'param_bytes')!;
  expect(await page.locator('.totals').innerText()).toContain(`activations; parameters add ${short}`);
});

describe('details', () => {
  test('leave most of the side to charts, keep their title in sight, and are closed by Escape', async () => {
    const { page } = await open(browser, gpt2, '#layer=attend1/linear1');
    const details = page.locator('.details');
    const [panel, side] = [(await details.boundingBox())!, (await page.locator('.side').boundingBox())!];
    expect(panel.height / side.height).toBeLessThanOrEqual(0.4);
    await details.evaluate((it) => it.scrollTo(0, it.scrollHeight));
    expect(await inSight(details.getByRole('button', { name: 'Close' }))).toBe(true);
    await page.locator('.toolbar summary').click();
    await page.keyboard.press('Escape');
    expect(await details.locator('h2').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await details.locator('h2').count()).toBe(0);
  });

  test('say that a figure has two formulas', async () => {
    const { page } = await open(browser, gpt2, '#layer=attend1/linear1');
    const names = await page.locator('.formula var').allInnerTexts();
    expect(names.slice(0, 4)).toEqual(['weight', 'bias', 'params', 'or']);
  });

  test('lead to a line, which comes into sight', async () => {
    const { page } = await open(browser, gpt2, '#layer=attend1/linear1');
    expect(await inSight(page.locator('.source .code'))).toBe(false);
    await page.locator('.details .link', { hasText: 'gpt2.net' }).click();
    expect(await inSight(page.locator('.source .code'))).toBe(true);
    expect(await inSight(page.locator('.code tr.pinned'))).toBe(true);
    expect(await page.locator('.details .call').innerText()).toBe('linear 3*width');
  });
});

test('the map is walked through by keyboard', async () => {
  const { page } = await open(browser, gpt2);
  const map = page.getByRole('slider', { name: /as large as its flops/ });
  await map.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  const [path] = (await map.getAttribute('aria-valuetext'))!.split(':');
  expect(await page.locator('.treemap .note').innerText()).toBe(await map.getAttribute('aria-valuetext'));
  expect(await page.locator('.treemap .cell').first().getAttribute('class')).toContain('lit');
  await page.keyboard.press('Enter');
  expect(await page.locator('.details h2').innerText()).toBe(path);
});

test('memory is walked through by keyboard', async () => {
  const { page } = await open(browser, gpt2);
  const chart = page.getByRole('slider', { name: /alive/ });
  expect(await chart.getAttribute('aria-valuenow')).toBe(String(modelOf(gpt2).memory.peak! + 1));
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  expect(await chart.getAttribute('aria-valuetext')).toBe('3.00 MiB, weight1');
  expect(await page.locator('.alive caption').innerText()).toContain('while weight1 runs');
  await page.keyboard.press('Enter');
  expect(await page.locator('.details h2').innerText()).toBe('weight1');
});
