import { defineConfig } from 'vite';
import { singleFile } from './build/single-file.ts';

export default defineConfig({
  plugins: [singleFile()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: 'report.html', output: { format: 'iife' } },
  },
});
