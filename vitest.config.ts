import { defineConfig } from 'vitest/config';

/** Workspace packages are tested from their sources, not from a build. */
const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };
const everywhere = '{dsl,server,workflows,web,tests}';
const slow = ['db', 'temporal', 'fault', 'browser'].map((kind) => `**/*.${kind}.test.ts`);
const never = ['**/node_modules/**', '**/dist/**'];

/** `x.test.ts` is pure and fast; `x.db.test.ts` needs PostgreSQL, `x.temporal.test.ts` Temporal, and so on. */
export default defineConfig({
  test: {
    projects: [
      { ...source, test: { name: 'unit', include: [`${everywhere}/**/*.test.ts`], exclude: [...never, ...slow] } },
      {
        ...source,
        test: {
          name: 'database',
          include: [`${everywhere}/**/*.db.test.ts`],
          exclude: never,
          globalSetup: 'server/testing/postgres.setup.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          name: 'system',
          include: [`${everywhere}/**/*.{temporal,fault,browser}.test.ts`],
          exclude: never,
          fileParallelism: false,
          globalSetup: 'server/testing/postgres.setup.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
