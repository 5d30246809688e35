import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filed, launch, open, violations, written } from '../tools/browser.ts';
import { comparison, network } from '../tools/comparison.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const TWO = [
  '4 stem',
  '~ a/conv1 a/conv1 -5',
  '+ a/conv2 12',
  '- a/conv9 -1',
  '1 b/conv1',
  '1 b/conv2',
  '+ c/d/conv1 7',
];
const MANY = [
  network('n@w=1', 10, 100, { w: '1' }),
  network('n@w=2', 20, 50, { w: '2' }),
  network('m', 20, 90, { w: '2' }),
];

describe('two networks', () => {
  test('are a tree of what changed, which folds', async () => {
    const { page, errors, requests } = await open(browser, filed('two', comparison(TWO)));
    expect(await page.locator('h1').innerText()).toBe('one → two');
    expect(await page.locator('.row').count()).toBe(9);
    expect(await page.getByRole('status').innerText()).toBe('2 added, 1 removed, 1 changed, 6 the same');
    await page.getByRole('button', { name: 'a', exact: true }).click();
    expect(await page.locator('.row').count()).toBe(6);
    expect(await page.locator('.row.group').first().innerText()).toContain('+6');
    expect(errors).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
  });

  test('that are equal are said to be', async () => {
    const { page, errors } = await open(browser, filed('equal', comparison(null)));
    expect(await page.locator('.nothing').innerText()).toContain('equal');
    expect(errors).toEqual([]);
  });
});

describe('many networks', () => {
  test('are rows and points, which know of each other', async () => {
    const { page, errors } = await open(browser, filed('many', comparison(null, MANY)));
    expect(await page.locator('.row').count()).toBe(3);
    await page.locator('.point circle').nth(2).hover();
    expect(await page.locator('.row.lit .name').innerText()).toBe('m');
    await page.locator('.row').first().hover();
    expect(await page.locator('.point.lit text').innerHTML()).toBe('n@w=1');
    expect(await page.locator('.scatter .series').count()).toBe(1);
    await page.getByRole('button', { name: 'flops' }).click();
    expect(await page.locator('.row .name').allInnerTexts()).toEqual(['n@w=1', 'm', 'n@w=2']);
    expect(errors).toEqual([]);
  });
});

describe('as the compiler writes them', () => {
  test('two networks have the differences of their totals', async () => {
    const { page, errors } = await open(browser, written('compare', 'mobilenet_v2', 'mobilenet_v2@width=0.5'));
    const row = page.locator('.two-table tr', { has: page.getByRole('rowheader', { name: 'flops', exact: true }) });
    const [, , ratio, difference] = await row.locator('td').allInnerTexts();
    expect([ratio, difference]).toEqual(['0.326×', '−410 M']);
    const tops = await page
      .locator('.row td.n:last-child')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title')!));
    const sum = tops.reduce((sum, text) => sum + Number(text.replaceAll(',', '').replace('−', '-')), 0);
    expect(await row.locator('td').last().getAttribute('title')).toBe(sum.toLocaleString('en').replace('-', '−'));
    expect(errors).toEqual([]);
  });

  test('equal ones are said to be', async () => {
    const { page } = await open(browser, written('compare', 'lenet5', 'lenet5'));
    expect(await page.locator('.head').innerText()).toContain('the networks are equal');
    expect(await page.locator('.row').count()).toBe(1);
  });

  test('many are points', async () => {
    const { page, errors } = await open(
      browser,
      written('compare', 'mobilenet_v2@width=0.5', 'mobilenet_v2', 'resnet18'),
    );
    expect(await page.locator('.point').count()).toBe(3);
    expect(await page.locator('.scatter .series').count()).toBe(1);
    expect(errors).toEqual([]);
  });
});

test.each(['light', 'dark'] as const)('they are accessible in %s, and fit a phone', async (colorScheme) => {
  for (const model of [comparison(TWO), comparison(null, MANY)]) {
    const { page } = await open(browser, filed('axe', model), '', {
      colorScheme,
      viewport: { width: 390, height: 844 },
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await violations(page)).toEqual([]);
  }
});
