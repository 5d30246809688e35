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

test.each(
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && name !== 'model.ts',
  ),
)('%s has less than 300 lines', (name) => {
  expect(readFileSync(join(SOURCES, name), 'utf8').split('\n').length).toBeLessThan(300);
});
