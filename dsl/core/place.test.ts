import { describe, expect, it } from 'vitest';
import { END, type Program, type StepAction } from '../ir/program.js';
import { arrive, hold, isMissed, type LaneTimes, whenDue } from './place.js';

const ZONE = 'Asia/Shanghai';
const at = (time: string) => Date.parse(`${time}+08:00`);

function program(steps: StepAction[], expire: Program['expire'] = null): Program {
  return {
    ir: 1,
    hash: 'test',
    name: 'test',
    note: null,
    triggers: [],
    reentry: { per: null, everySeconds: null },
    quiet: null,
    only: null,
    limits: [],
    budget: null,
    goal: null,
    leaves: [],
    expire,
    start: 0,
    steps: steps.map((step, index) => ({ ...step, key: String(index), range: { from: 0, to: 0 } })),
    segments: {},
    coupons: {},
  };
}

const entered = (time: string): LaneTimes => ({ anchor: at(time), arrived: at(time), point: null });
const condition = { kind: 'tag', name: 'x' } as const;

describe('arrive', () => {
  it('runs day 0 at once', () => {
    const two = program([{ kind: 'day', day: 0, minute: null, next: 1 }, { kind: 'end' }]);
    const place = arrive(two, 0, entered('2026-11-22T23:30:00'), at('2026-11-22T23:29:10'), ZONE);
    expect(place).toMatchObject({ phase: 'active', step: 1 });
  });

  it('waits for a wall-clock time on a day after entry', () => {
    const day3 = program([{ kind: 'day', day: 3, minute: 600, next: END }]);
    expect(arrive(day3, 0, entered('2026-11-22T23:30:00'), at('2026-11-22T23:31:00'), ZONE)).toMatchObject({
      phase: 'waiting',
      due: at('2026-11-25T10:00:00'),
    });
  });

  it('waits for the clock time of entry when the day has no time', () => {
    const day7 = program([{ kind: 'day', day: 7, minute: null, next: END }]);
    expect(arrive(day7, 0, entered('2026-11-22T23:30:00'), at('2026-11-23T09:00:00'), ZONE)).toMatchObject({
      phase: 'waiting',
      due: at('2026-11-29T23:30:00'),
    });
  });

  it('goes on at once past a day that is over, remembering how late it is', () => {
    const late = program([{ kind: 'day', day: 1, minute: 600, next: 1 }, { kind: 'end' }]);
    const now = at('2026-11-25T11:00:00');
    const place = arrive(late, 0, entered('2026-11-22T10:00:00'), now, ZONE);
    expect(place).toMatchObject({ phase: 'active', step: 1, point: at('2026-11-23T10:00:00') });
    expect(isMissed(place, now)).toBe(true);
    expect(isMissed(place, at('2026-11-24T10:00:00'))).toBe(false);
  });

  it('counts a wait from the arrival, rounded up to the minute', () => {
    const wait = program([{ kind: 'wait', seconds: 7200, next: END }]);
    expect(arrive(wait, 0, entered('2026-11-22T10:00:00'), at('2026-11-23T10:00:30'), ZONE)).toMatchObject({
      due: at('2026-11-23T12:01:00'),
    });
  });

  it('counts the timer of a missing event from the event, even when it is long over', () => {
    const absent = program([{ kind: 'absent', seconds: 7200, without: [], guard: null, next: END }]);
    expect(arrive(absent, 0, entered('2026-11-22T10:00:00'), at('2026-11-22T13:00:00'), ZONE)).toMatchObject({
      phase: 'waiting',
      due: at('2026-11-22T12:00:00'),
    });
  });

  it('gives lanes that arrive in the same minute the same place', () => {
    const until = program([{ kind: 'until', seconds: 3600, condition, met: END, unmet: END }]);
    const times = entered('2026-11-22T10:00:00');
    const first = arrive(until, 0, times, at('2026-11-22T10:00:05'), ZONE);
    const second = arrive(until, 0, times, at('2026-11-22T10:00:50'), ZONE);
    expect(first).toEqual(second);
  });

  it('finishes at the end', () => {
    expect(arrive(program([]), END, entered('2026-11-22T10:00:00'), at('2026-11-22T10:00:00'), ZONE).phase).toBe(
      'finished',
    );
  });

  it('finds the next time of day, including this very minute', () => {
    const till = program([{ kind: 'till', till: { kind: 'time' }, minute: 600, next: END }]);
    const times = entered('2026-11-22T10:00:00');
    expect(arrive(till, 0, times, at('2026-11-22T10:00:20'), ZONE).phase).toBe('finished');
    expect(arrive(till, 0, times, at('2026-11-22T10:01:00'), ZONE)).toMatchObject({ due: at('2026-11-23T10:00:00') });
  });
});

describe('whenDue', () => {
  const until = program([{ kind: 'until', seconds: 10 * 86_400, condition, met: 5, unmet: 7 }], {
    seconds: 5 * 86_400,
    start: END,
  });

  it('never waits past the life of the SOP', () => {
    const times = entered('2026-11-22T10:00:00');
    const place = arrive(until, 0, times, times.anchor, ZONE);
    expect(place).toMatchObject({ due: at('2026-11-27T10:00:00') });
    expect(whenDue(until, 0, place, at('2026-11-27T10:00:00'))).toEqual({ kind: 'expire' });
  });

  it('takes the other way when nothing came', () => {
    const open = { ...until, expire: null };
    const times = entered('2026-11-22T10:00:00');
    expect(whenDue(open, 0, times, times.anchor + 1)).toEqual({ kind: 'go', next: 7, point: null });
  });

  it('takes up a held send where it stands', () => {
    const send = program([{ kind: 'tag', names: [], next: END }]);
    const held = hold(send, 0, entered('2026-11-22T23:00:00'), at('2026-11-23T09:00:00'));
    expect(held).toMatchObject({ phase: 'waiting', step: 0, due: at('2026-11-23T09:00:00') });
    expect(whenDue(send, 0, held, at('2026-11-23T09:00:00'))).toEqual({ kind: 'act' });
  });
});
