import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Workspace packages are tested from their sources, not from a build. */
const source = { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } } };
const everywhere = '{dsl,server,workflows,web,tests}';
const slow = ['db', 'temporal', 'fault', 'browser'].map((kind) => `**/*.${kind}.test.ts`);
const never = ['**/node_modules/**', '**/dist/**'];

const setupFiles = 'tests/property-seed.setup.ts';

/** Files share what they load, which takes longer than most of them run: none may leave anything of the process changed. */
const isolate = false;

/** `x.test.ts` is pure and fast; `x.db.test.ts` needs PostgreSQL, `x.temporal.test.ts` Temporal, and so on. */
export default defineConfig({
  test: {
    // No core is left over: a test waits for PostgreSQL as long as it computes.
    maxWorkers: Math.min(availableParallelism(), 8),
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: [`${everywhere}/**/*.test.ts`],
          exclude: [...never, ...slow],
          setupFiles,
          isolate,
        },
      },
      {
        ...source,
        test: {
          name: 'database',
          include: [`${everywhere}/**/*.db.test.ts`],
          exclude: never,
          setupFiles,
          isolate,
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
          // Each starts processes of its own, and waits most of its time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          exclude: never,
          setupFiles,
          globalSetup: 'server/testing/postgres.setup.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
