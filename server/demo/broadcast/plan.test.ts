import { DAY, HOUR } from '@fanloom/dsl/core/zone.js';
import { expect, it } from 'vitest';
import { fanAt, presenceOf } from '../generate/fan.js';
import { midnightBefore, type World } from '../generate/world.js';
import { LONGEST_JOURNEY } from './journey.js';
import { Plan } from './plan.js';

const startsAt = Date.parse('2026-03-05T02:00:00Z');
const world: World = { seed: 1, fans: 1_000, orders: 2_000, days: 180, endsAt: startsAt };
const week = new Plan(world, startsAt).between(startsAt, startsAt + 8 * DAY);

it('is the same when it is asked for in pieces, with restarts in between', () => {
  const steps = [0, 0.01, 3, 3.5, 26, 100, 192].map((hours) => startsAt + hours * HOUR);
  const pieces = steps.slice(1).flatMap((to, i) => new Plan(world, startsAt).between(steps[i] ?? 0, to));
  expect(pieces).toEqual(week);
});

it('gives every event a key of its own, and times that rise', () => {
  expect(new Set(week.map((event) => event.key)).size).toBe(week.length);
  expect(week.map((event) => event.at)).toEqual(week.map((event) => event.at).toSorted((a, b) => a - b));
});

it('has journeys no longer than what a restart looks back', () => {
  const long = new Plan(world, startsAt).between(startsAt, startsAt + 40 * DAY);
  const began = new Map<string, number>();
  for (const { key, at } of long) {
    const [journey = ''] = key.split('-');
    if (journey === 'start') continue;
    began.set(journey, Math.min(began.get(journey) ?? at, at));
    expect(at - (began.get(journey) ?? 0)).toBeLessThan(LONGEST_JOURNEY);
  }
});

it('begins at once, and lets newcomers buy early, after the reminder, and not at all', () => {
  expect(new Plan(world, startsAt).between(startsAt, startsAt + 5 * 60_000).length).toBeGreaterThan(50);
  const newcomers = week.filter((event) => event.type === 'follow' && event.at < startsAt + HOUR);
  const bought = new Map(
    week.filter((event) => event.type === 'order.pay').map((event) => [event.person?.nick, event.at]),
  );
  const days = newcomers.map(({ person, at }) => Math.floor(((bought.get(person?.nick) ?? Infinity) - at) / DAY));
  for (const day of [0, 1, 3, Infinity]) expect(days).toContain(day);
});

it('brings some of the silent fans back', () => {
  const isSilent = (index: number) => presenceOf(world, index).until < midnightBefore(startsAt);
  const silent = Array.from({ length: world.fans }, (_, index) => index).filter(isSilent);
  const seen = new Set(week.map((event) => event.person?.nick));
  const back = silent.filter((index) => seen.has(fanAt(world, index).nick));
  expect(back.length).toBeGreaterThan(silent.length * 0.2);
  expect(back.length).toBeLessThan(silent.length * 0.5);
});
