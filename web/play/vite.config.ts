import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { licenceFile } from '../build/licences.ts';
import { offline } from '../build/offline.ts';

/** Works from any folder of any server: there is no address in it but relative ones. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [
    licenceFile('licences.txt'),
    offline(resolve(import.meta.dirname, 'service-worker.js'), ['netcost-models.wasm']),
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    modulePreload: false,
    chunkSizeWarningLimit: 700,
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The page, and what runs the networks of the book from here.
      input: { index: resolve(import.meta.dirname, 'index.html'), book: resolve(import.meta.dirname, '../book/main.tsx') },
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'worker.js' } } },
  preview: { host: '127.0.0.1', port: 4173 },
});
