import { Random } from '@fanloom/dsl/testing/random.js';
import { describe, expect, test } from 'vitest';
import { examine } from './examine.js';
import { fuzz } from './fuzz-run.js';
import { realTexts } from './real-texts.js';

test('thirty seconds of made-up, changed and hostile texts', () => {
  const { tried, clean, findings } = fuzz({ seconds: 30, seed: 20_261_122, texts: realTexts() });
  expect(findings).toEqual([]);
  // Texts that are only refused would prove little.
  expect(clean).toBeGreaterThan(tried / 10);
});

describe('bad input gives problems, never an exception', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['nested 10,000 deep', '流程 "x" { '.repeat(10_000)],
    ['a million steps', `流程 "x" { 当 关注 每人一次 ${'结束 '.repeat(1_000_000)}}`],
    ['direction and zero-width characters', '流程 "\u202e" { 当\u200b 关注 \u2066 每人一次 }'],
    ['halves of surrogate pairs', '\ud800流程 "\udc00" { \ud83d }'],
    ['both keyword sets', 'sop "x" { 当 follow 每人一次 tag "a" 去标签 "a" }'],
    ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)).toString('latin1')],
    ['names of Object', '流程 "__proto__" { 当 事件 "constructor" 每个字段 "toString"一次 打标签 "hasOwnProperty" }'],
  ])('%s', (_, text) => {
    expect(() => examine(text, new Random(1))).not.toThrow();
  });
});
