import { afterAll, beforeAll, expect, it } from 'vitest';
import { byKey, columns, nicks } from './testing/small-world.js';
import { openTrials, type Trials } from './testing/trials.js';

let trials: Trials;

beforeAll(async () => {
  trials = await openTrials();
});

afterAll(() => trials.close());

it('answers each person and each value by itself, whoever asked with the same key before', async () => {
  await trials.hold(async ({ scoped, seen }) => {
    for (const nick of [...nicks, "' or ''='", 'nick']) {
      const found = await scoped.kept('by nick', { nick }, (queries, given) =>
        queries.selectFrom('fan_shop').select(columns).where('nick', '=', given.nick),
      );
      expect(found.sort(byKey)).toEqual(seen.filter((row) => row.nick === nick));
    }
  });
});

it('is put together once for a key', async () => {
  await trials.hold(async ({ scoped }) => {
    let builds = 0;
    for (const nick of nicks) {
      await scoped.kept('counted', { nick }, (queries, given) => {
        builds++;
        return queries.selectFrom('fan_shop').select('spend').where('nick', '=', given.nick);
      });
    }
    expect(builds).toBe(1);
  });
});
