import { expect, test } from 'vitest';
import { keyWords, stepWords } from './key-words.js';

test('says the day where there is one, else what is being done', () => {
  expect(keyWords('day:3/send:1', 'zh')).toBe('第3天');
  expect(keyWords('split:召回AB/关怀/send:1', 'zh')).toBe('发消息');
  expect(keyWords('until:1', 'en')).toBe('waiting for an event');
  expect(keyWords('task:电话%2F回访', 'zh')).toBe('任务 电话/回访');
});

test('says what a step does, whatever its day', () => {
  expect(stepWords('day:3/send:1', 'zh')).toBe('发消息');
  expect(stepWords('day:3', 'zh')).toBe('第3天');
});
