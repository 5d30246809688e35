// The licences of the packages of which there are modules in what is built, as these demand.

import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Each licence, below the names of its packages. */
export function licences(modules: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const module of modules) {
    const folder = /.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(module)?.[0];
    if (folder) folders.add(folder);
  }
  const packages = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (!file) throw new Error(`${name} has no licence`);
    const text = readFileSync(`${folder}/${file}`, 'utf8').trim();
    packages.set(text, [...(packages.get(text) ?? []), name]);
  }
  return [...packages].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
}

/** Puts them beside what is built. */
export function licenceFile(fileName: string): Plugin {
  return {
    name: 'licence-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
      this.emitFile({ type: 'asset', fileName, source: `${licences(modules).join('\n\n')}\n` });
    },
  };
}
