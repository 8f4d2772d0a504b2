import { expect, test } from 'vitest';
import { messageDays } from './message-days.js';

test('makes a row of every day and a column of every channel', () => {
  const messages = [
    { day: '2026-03-02', channel: 'sms', count: 2 },
    { day: '2026-03-04', channel: 'private_message', count: 3 },
    { day: '2026-03-04', channel: 'sms', count: 1 },
  ];
  expect(messageDays(messages, '2026-03-02', '2026-03-04')).toEqual({
    channels: ['private_message', 'sms'],
    days: [
      { day: '2026-03-02', counts: [0, 2], total: 2 },
      { day: '2026-03-03', counts: [0, 0], total: 0 },
      { day: '2026-03-04', counts: [3, 1], total: 4 },
    ],
  });
  expect(messageDays([], '2026-02-28', '2026-03-01').days.map(({ day }) => day)).toEqual(['2026-02-28', '2026-03-01']);
});
