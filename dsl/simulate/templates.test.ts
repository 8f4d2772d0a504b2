/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.js';
import { runText } from './testing/run-text.js';

const templates = new URL('../templates/', import.meta.url);
const names = readdirSync(templates).filter((name) => name.endsWith('.sop'));

describe.each(names)('%s', (name) => {
  const { programs, results } = runText(readFileSync(new URL(name, templates), 'utf8'));

  it('says what it does, and its tests go through every step and branch', () => {
    for (const program of programs) {
      expect(program.note).not.toBeNull();
      const traces = results.flatMap(({ runs }) => runs.map(({ trace }) => trace));
      const { steps, branches } = coverageOf(program, traces);
      expect([...steps.missing, ...branches.missing]).toEqual([]);
    }
  });

  it.each(results.map((result) => [result.test.name, result] as const))('%s', (_, result) => {
    expect(result.failures).toEqual([]);
    expect(result.passed).toBe(true);
  });
});
