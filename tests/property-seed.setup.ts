import fc from 'fast-check';

/**
 * A run of the tests is the same each time, so that a red one is of the change at hand. PROPERTY_SEED=random looks
 * elsewhere, and a number there again: CONTRIBUTING says when.
 */
const seed = process.env['PROPERTY_SEED'] ?? '20261122';

fc.configureGlobal({
  seed: seed === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(seed),
  // For runs that only ask whether a test fails, see tests/mutants: looking for a smaller case takes long.
  endOnFailure: process.env['PROPERTY_SHRINK'] === 'no',
});
