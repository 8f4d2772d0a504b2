import { describe, expect, it } from 'vitest';
import type { RowCondition } from './ability.js';
import { covers, coversShop, overlap } from './rows.js';

const shops = (...$in: string[]): RowCondition => ({ shop_id: { $in } });
const own: RowCondition = { ...shops('a'), owner_id: 'me' };
const pool: RowCondition = { ...shops('a'), owner_id: null };
const team: RowCondition = { ...shops('a'), team_id: { $in: ['t'] } };

describe('a scope covers another', () => {
  it.each<[string, RowCondition[], RowCondition[], boolean]>([
    ['that asks for the same', [own], [own], true],
    ['that asks for more', [shops('a')], [own, pool, team], true],
    ['of fewer shops', [shops('a', 'b')], [shops('b')], true],
    ['of nobody, whatever it is', [], [], true],
    ['when it is everything', [{}], [shops('a'), {}], true],
    ['of more shops', [shops('a')], [shops('a', 'b')], false],
    ['that asks for less', [own], [shops('a')], false],
    ['of everything', [shops('a')], [{}], false],
    ['of others', [own], [pool], false],
    ['of somebody’s, when it is of nobody’s', [pool], [shops('a')], false],
    ['of which one part is outside', [own], [own, team], false],
    ['never, when it is empty', [], [own], false],
  ])('%s', (_, outer, inner, expected) => {
    expect(covers(outer, inner)).toBe(expected);
  });
});

it('covers a shop only with all that is in it', () => {
  expect([[{}], [shops('a', 'b')], [own], [shops('b')], []].map((scope) => coversShop(scope, 'a'))).toEqual([
    ...[true, true, false, false, false],
  ]);
});

describe('what is in both of two scopes', () => {
  it('is the narrower one, whichever comes first', () => {
    expect(overlap([own], [shops('a', 'b')])).toEqual([own]);
    expect(overlap([shops('a', 'b')], [own])).toEqual([own]);
    expect(overlap([{}], [own, pool])).toEqual([own, pool]);
  });

  it('has both conditions where neither is narrower, and is nothing with nothing', () => {
    expect(overlap([team, own], [own])).toEqual([{ $and: [team, own] }, own]);
    expect(overlap([own], [])).toEqual([]);
    expect(overlap([], [own])).toEqual([]);
  });
});
