import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = join(import.meta.dirname, '../../src');
const FILES = readdirSync(SOURCES).filter((name) => name.endsWith('.ts'));

test.each(FILES)('%s knows nothing of a page, nor of views', (name) => {
  const text = readFileSync(join(SOURCES, name), 'utf8').replace(/\/\/.*|\/\*.*?\*\//gs, '');
  expect(text).not.toMatch(/\b(document|window|localStorage|navigator|HTMLElement|Element)\b/);
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, path]) => path!);
  expect(imports.filter((path) => !/^\.\/[\w-]+\.ts$|^@preact\/signals$|^d3-hierarchy$/.test(path))).toEqual([]);
});

const PLAYGROUND = join(import.meta.dirname, '../../play');
const BOOK = join(import.meta.dirname, '../../book');

function sources(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.tsx?$/.test(name) && name !== 'model.ts').map((name) => join(folder, name));
}

test.each([...sources(SOURCES), ...sources(PLAYGROUND), ...sources(BOOK)])('%s has less than 300 lines', (file) => {
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(300);
});

test.each(sources(SOURCES))('%s does not depend on the playground', (file) => {
  expect(readFileSync(file, 'utf8')).not.toMatch(/from '[^']*\/play\//);
});
