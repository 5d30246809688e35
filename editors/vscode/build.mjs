// Bundles the extension into `dist/`, with the modules that `web/wasm/build.sh` has built,
// and the report of `web/`.

import { copyFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  format: 'cjs',
  loader: { '.net': 'text' },
  minify: true,
  outdir: 'dist',
  target: 'es2022',
};

rmSync('dist', { recursive: true, force: true });
await build({
  ...shared,
  platform: 'node',
  external: ['vscode'],
  entryPoints: { node: 'src/node.ts', 'node-worker': 'src/node-worker.ts' },
});
await build({
  ...shared,
  platform: 'browser',
  external: ['vscode'],
  entryPoints: { browser: 'src/browser.ts', 'browser-worker': 'src/browser-worker.ts' },
});
await build({
  ...shared,
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  platform: 'browser',
  entryPoints: { report: '../../web/webview/main.tsx' },
});
for (const module of ['netcost.wasm', 'netcost-models.wasm']) copyFileSync(`../../web/wasm/${module}`, `dist/${module}`);
copyFileSync('../../LICENSE-MIT', 'LICENSE.txt');
copyFileSync('../../LICENSE-APACHE', 'LICENSE-APACHE.txt');
