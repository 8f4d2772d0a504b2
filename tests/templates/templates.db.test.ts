import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runText } from '@fanloom/dsl/simulate/testing/run-text.js';
import { playTest } from '@fanloom/workflows/testing/play/play-test.js';
import { fateOf } from '../semantics/both.js';

const templates = new URL('../../dsl/templates/', import.meta.url);
const names = readdirSync(templates).filter((name) => name.endsWith('.sop'));

/** Each test of each template on the real engine, down every way through its splits, to the minute as in memory. */
describe.each(names)('%s', (name) => {
  const { programs, results } = runText(readFileSync(new URL(name, templates), 'utf8'));

  it.each(results.map((result) => [result.test.name, result] as const))('%s', async (_, { test, runs }) => {
    const program = programs.find((one) => one.name === test.sop);
    if (!program) throw new Error(test.sop);
    for (const run of runs) {
      const { failed, ...fate } = await playTest(test, program, run.arms);
      expect(failed).toEqual([]);
      expect(fate).toEqual(fateOf(run));
    }
  });
});
