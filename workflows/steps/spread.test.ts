import { describe, expect, it } from 'vitest';
import { spread } from './spread.js';

const person = (id: string, leads = 0, team: string | null = null) => ({ id, leads, team });
const names = (people: ReturnType<typeof person>[], teams: (string | null)[]) =>
  spread(people, teams).map((chosen) => chosen?.id ?? null);

describe('spread', () => {
  it('gives to whoever has the fewest, then by name', () => {
    expect(names([person('a', 1), person('b'), person('c')], [null, null, null, null])).toEqual(['b', 'c', 'a', 'b']);
  });

  it('keeps a fan in the team that has them, where there is anybody', () => {
    const people = [person('a', 0, 't1'), person('b', 5, 't2')];
    expect(names(people, ['t2', 't1', null, 't3'])).toEqual(['b', 'a', 'a', 'a']);
  });

  it('gives to nobody where there is nobody', () => {
    expect(names([], [null])).toEqual([null]);
  });
});
