import { expect, test } from 'vitest';
import { dueAt, dueChoices, dueText } from './due.js';

const zone = 'Asia/Shanghai';
const said = (now: string, to: number) =>
  dueChoices(new Date(now), { to }, zone).map(({ id, at }) => [id, at.toISOString()]);

test('a task is due at the end of work of today, tomorrow, or the third day on', () => {
  expect(said('2026-03-05T09:59:59Z', 1080)).toEqual([
    ['today', '2026-03-05T10:00:00.000Z'],
    ['tomorrow', '2026-03-06T10:00:00.000Z'],
    ['threeDays', '2026-03-08T10:00:00.000Z'],
  ]);
});

test('a day whose work is over is no choice any more', () => {
  expect(said('2026-03-05T10:00:00Z', 1080).map(([id]) => id)).toEqual(['tomorrow', 'threeDays']);
});

test('days are those of the shop, and work may go on until midnight', () => {
  expect(said('2026-03-05T15:59:00Z', 1440)[0]).toEqual(['today', '2026-03-05T16:00:00.000Z']);
  expect(said('2026-03-05T16:00:00Z', 1440)[0]).toEqual(['today', '2026-03-06T16:00:00.000Z']);
});

test('date and time are by the clock of the shop', () => {
  expect(dueAt('2026-03-05T14:30', zone)?.toISOString()).toBe('2026-03-05T06:30:00.000Z');
  expect(dueText(new Date('2026-03-05T06:30:59Z'), zone)).toBe('2026-03-05T14:30');
  expect(dueAt('', zone)).toBeNull();
  expect(dueAt('2026-02-30T14:30', zone)).toBeNull();
});
