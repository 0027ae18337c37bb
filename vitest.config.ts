import { defineConfig } from 'vitest/config';

// One forked process a test file: some files enter network namespaces, which a thread would do for its neighbours too.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/support/left-out.ts'],
    setupFiles: ['test/support/documents-checked.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
