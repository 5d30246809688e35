// The words that the book colours are those of the grammar for editors, which is held to the compiler.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const grammar = readFileSync(join(root, 'editors/vscode/syntaxes/netcost.tmLanguage.json'), 'utf8');
const script = readFileSync(join(root, 'docs/play.js'), 'utf8');

function listed(name: string): string[] {
  return new RegExp(`${name}.*?'([a-z ]+)'`).exec(script)![1]!.split(' ');
}

test('reserved words, and `in`', () => {
  const reserved = /\(\?!\(\?:([a-z|]+)\)/.exec(grammar)![1]!.split('|');
  expect([...listed('KEYWORDS ='), ...listed('literal:')].sort()).toEqual([...reserved, 'in'].sort());
});

test('words that begin settings', () => {
  const settings = /"#setting"[^]*?"setting": \{[^]*?"param": \{/.exec(grammar)![0];
  const words = [...settings.matchAll(/\\\\s\*\(([a-z|]+)\)/g)].flatMap(([, words]) => words!.split('|'));
  expect(listed('SETTINGS =').sort()).toEqual(words.sort());
});
