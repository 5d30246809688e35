import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Works from any folder of any server: there is no address in it but relative ones. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' } },
  },
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'worker.js' } } },
  preview: { host: '127.0.0.1', port: 4173 },
});
