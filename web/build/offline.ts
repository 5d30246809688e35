// Makes a page work offline: a service worker that keeps all files of the build, as they belong together.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * Puts the names of all files before the script, and a version that is another if one of them is. `later` are those that
 * are kept when they are first used.
 */
export function offline(script: string, later: readonly string[]): Plugin {
  return {
    name: 'offline',
    enforce: 'post',
    generateBundle(_, bundle) {
      const hash = createHash('sha256');
      const files = Object.keys(bundle).sort();
      for (const name of files) {
        const output = bundle[name]!;
        hash.update(name).update(output.type === 'chunk' ? output.code : output.source);
      }
      const constants = {
        FILES: ['./', ...files.filter((name) => !later.includes(name))],
        VERSION: hash.digest('hex').slice(0, 16),
      };
      const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
      const source = lines.join('') + readFileSync(script, 'utf8');
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source });
    },
  };
}
