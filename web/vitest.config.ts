import { defineConfig } from 'vitest/config';

/** In a real browser. */
const inBrowser = { testTimeout: 60_000, hookTimeout: 600_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/*.test.ts'] } },
      // Files by the compiler.
      { test: { name: 'pages', include: ['tests/pages/*.test.ts'], ...inBrowser } },
      // The playground as it was built, which needs the compiler as WebAssembly.
      { test: { name: 'playground', include: ['tests/playground/*.test.ts'], ...inBrowser } },
      // The book as mdBook has built it, with the playground beside it.
      { test: { name: 'book', include: ['tests/book/*.test.ts'], ...inBrowser } },
    ],
  },
});
