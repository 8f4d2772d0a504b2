import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deed, deeds, retold } from './deed.arbitrary.js';
import { TruthShops } from './truth-shops.js';

/** A change to what is kept of fans deserves some thousand. */
const RUNS = Number(process.env['TRUTH_RUNS'] ?? 12);

let shops: TruthShops;

beforeAll(async () => {
  shops = await TruthShops.create();
});
afterAll(() => shops.dispose());

const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

async function told(some: readonly Deed[], batches: readonly number[]) {
  await shops.forget();
  await shops.tell(some, batches);
  return shops.truth();
}

describe('what is told of fans', () => {
  it('makes the same fans in any order, however often and by whomever it is told, and by change as from scratch', async () => {
    const stories = deeds.chain((once) => fc.record({ once: fc.constant(once), again: retold(once), sizes }));
    await fc.assert(
      fc.asyncProperty(stories, async ({ once, again, sizes: batches }) => {
        const inOrder = await told(once, [4]);
        expect(await told(again, batches)).toEqual(inOrder);
        expect(await shops.recompute()).toEqual({ days: 0, totals: 0 });
        expect(await shops.truth()).toEqual(inOrder);
      }),
      { numRuns: RUNS },
    );
  });
});
