import { expect, it } from 'vitest';
import { type Figure, jsonLine, textLine } from './figure.js';

const ratio: Figure = {
  name: 'engine.vs_bare_sql',
  value: 2.34567,
  unit: 'x',
  baseline: 'bare SQL 10 s',
  detail: 'engine 23 s',
};

it('writes a figure as one line of JSON', () => {
  expect(jsonLine(ratio)).toBe('{"name":"engine.vs_bare_sql","value":2.35,"unit":"x","baseline":"bare SQL 10 s"}');
  expect(jsonLine({ ...ratio, name: 'import.rss_mib', unit: 'MiB', baseline: null })).toContain('"baseline":null');
});

it('says whether the target is met, for targets from below and from above', () => {
  expect(textLine(ratio)).toMatch(/2\.35 x +≤ 3 +met/);
  expect(textLine({ ...ratio, value: 3.01 })).toContain('MISSED');
  expect(textLine({ ...ratio, name: 'engine.vs_workflow_per_fan', value: 499 })).toContain('MISSED');
  expect(textLine({ ...ratio, name: 'engine.vs_workflow_per_fan', value: 1_780 })).toMatch(/1780 x +≥ 500 +met/);
});

it('only reports what has no target', () => {
  expect(textLine({ ...ratio, name: 'import.vs_copy' })).toContain('reported');
});
