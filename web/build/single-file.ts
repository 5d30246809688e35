// Makes one file of the page: style and script go into it, and a policy that lets nothing else run or load.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Where the compiler puts the tables and the model. Splits the page in two. */
const PLACE = '<!-- netcost:model -->';

function policy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const rules = [`default-src 'none'`, `style-src 'unsafe-inline'`, `script-src 'sha256-${hash}'`, 'img-src data:'];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}" />`;
}

/** The licences of the packages of which there are modules in the page, as these demand. */
function licences(modules: Iterable<string>): string {
  const folders = new Set<string>();
  for (const module of modules) {
    const folder = /.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(module)?.[0];
    if (folder) folders.add(folder);
  }
  // Packages with the same licence stand above it together.
  const packages = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const text = readFileSync(`${folder}/LICENSE`, 'utf8').trim();
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    packages.set(text, [...(packages.get(text) ?? []), name]);
  }
  const texts = [...packages].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  return `<!--\n${texts.join('\n\n').replaceAll('--', '- -')}\n-->`;
}

/** The page with the script after the model, since it reads it. */
function assemble(html: string, style: string, script: string, notice: string): string {
  if (/<\/script/i.test(script) || /<\/style/i.test(style)) throw new Error('the bundle would end its own element');
  const bare = html
    .replace(/\s*<script\b[^>]*><\/script>/g, '')
    .replace(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, '')
    .replace(/\n\s*/g, '\n');
  if (bare.split(PLACE).length !== 2) throw new Error(`the page must have one ${PLACE}`);
  return bare
    .replace(/(<meta charset[^>]*>)/, (meta) => `${meta}\n${policy(script)}`)
    .replace('</head>', () => `<style>${style}</style>\n</head>`)
    .replace('</body>', () => `<script>${script}</script>\n${notice}\n</body>`);
}

export function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      let [style, script] = ['', ''];
      const modules: string[] = [];
      for (const [name, output] of Object.entries(bundle)) {
        if (output.type === 'chunk') {
          script += output.code.trim();
          modules.push(...output.moduleIds);
        } else if (name.endsWith('.css')) style += String(output.source).trim();
        else continue;
        delete bundle[name];
      }
      for (const output of Object.values(bundle)) {
        if (output.type === 'asset') output.source = assemble(String(output.source), style, script, licences(modules));
      }
    },
  };
}
