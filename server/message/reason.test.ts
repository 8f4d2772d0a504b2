import { expect, it } from 'vitest';
import { reasonText } from './reason.js';

it.each([
  ['capped', '达到限发次数', 'The limit on messages was reached'],
  ['http_403', '渠道拒收（403）', 'The channel refused it (403)'],
  ['constructor', 'constructor', 'constructor'],
])('puts %s into words', (reason, zh, en) => {
  expect(reasonText(reason)).toEqual({ zh, en });
});

it('has no words for a message without a reason', () => {
  expect(reasonText(null)).toBeNull();
});
