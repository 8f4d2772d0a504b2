/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runText } from './testing/run-text.js';

const templates = new URL('../templates/', import.meta.url);
const names = readdirSync(templates).filter((name) => name.endsWith('.sop'));

describe.each(names)('%s', (name) => {
  const { results } = runText(readFileSync(new URL(name, templates), 'utf8'));

  it('has tests', () => {
    expect(results.length).toBeGreaterThan(0);
  });

  it.each(results.map((result) => [result.test.name, result] as const))('%s', (_, result) => {
    expect(result.failures).toEqual([]);
    expect(result.passed).toBe(true);
  });
});
