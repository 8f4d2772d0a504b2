import { describe, expect, it } from 'vitest';
import { judgeClock, postgresAway } from './check-database.js';
import { judgeKeys } from './check-keys.js';
import { checkNode, judgeDisk } from './check-process.js';

const GIB = 2 ** 30;

describe('a database that cannot be asked', () => {
  it.each([
    ['28P01', 'PostgreSQL refuses the account or its password (28P01)'],
    ['3D000', 'PostgreSQL has no such database (3D000)'],
    ['ENOTFOUND', "The database's host name cannot be resolved (ENOTFOUND)"],
    ['ECONNREFUSED', 'The database does not answer (ECONNREFUSED)'],
  ])('%s', (code, told) => {
    const error = Object.assign(new Error('password authentication failed for user "fanloom"'), { code });
    expect(postgresAway(error)).toMatchObject({ state: 'fail', found: { en: told } });
  });
});

describe('what the doctor makes of figures', () => {
  it.each([
    ['18.20.0', 'fail'],
    ['20.18.3', 'fail'],
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
  ])('Node.js %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  it.each([
    [50, 100, 'ok'],
    [9, 100, 'warn'],
    [0.9, 5, 'warn'],
    [1.5, 100, 'fail'],
    [0.2, 1, 'fail'],
  ])('%d of %d GiB free: %s', (free, size, state) => {
    expect(judgeDisk(free * GIB, size * GIB).state).toBe(state);
  });

  it.each([
    [0.4, 'ok'],
    [3, 'warn'],
    [31, 'fail'],
  ])('clocks %d s apart: %s', (apart, state) => {
    expect(judgeClock(apart).state).toBe(state);
  });

  it.each([
    [2, [1, 2], [2], 'ok'],
    [2, [1, 2], [1, 2], 'warn'],
    [2, [2], [1, 2], 'fail'],
  ])('key %d seals, %j are there, %j are needed: %s', (current, present, used, state) => {
    expect(judgeKeys(current, present, used).state).toBe(state);
  });

  it('says what to do about everything that is not well', () => {
    for (const finding of [checkNode('18.0.0'), judgeDisk(0, GIB), judgeClock(99), judgeKeys(1, [1], [2])]) {
      expect(finding.advice?.zh).toBeTruthy();
      expect(finding.advice?.en).toBeTruthy();
    }
  });
});
