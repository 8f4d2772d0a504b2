import { describe, expect, it } from 'vitest';
import { advance, newRun, receive, type RunCommand, type RunState } from './advance.js';

const lane = (seq: number, due: number | null, armed = true) => ({ seq, due, armed });
const rung = receive(newRun, { kind: 'rung' });
const put = (state: RunState, lanes: Record<number, ReturnType<typeof lane> | null>) =>
  receive(state, { kind: 'changed', change: { lanes, paused: false } });

function commands(state: RunState, now: number, most: number): RunCommand[] {
  const given: RunCommand[] = [];
  for (let i = 0; i < most; i++) {
    const next = advance(state, now);
    given.push(next.command);
    state = next.state;
  }
  return given;
}

describe('advance', () => {
  it('collects when rung, then has nothing to do', () => {
    expect(commands(rung, 0, 2)).toEqual([{ kind: 'collect', command: 1 }, { kind: 'finish' }]);
  });

  it('acts on lanes that are due before it arms those that wait', () => {
    const { state } = advance(rung, 0);
    const run = put(state, { 1: lane(1, 500, false), 2: lane(3, null) });
    const first = advance(run, 100);
    expect(first.command).toEqual({ kind: 'perform', command: 2, lane: 2, seq: 3 });
    const waiting = put(first.state, { 2: null });
    const second = advance(waiting, 100);
    expect(second.command).toEqual({ kind: 'arm', command: 3, lane: 1, seq: 1 });
    const armed = put(second.state, { 1: lane(1, 500) });
    expect(advance(armed, 100).command).toEqual({ kind: 'sleep', until: 500 });
    expect(advance(armed, 500).command).toMatchObject({ kind: 'perform', lane: 1 });
  });

  it('looks again when rung, once', () => {
    const run = receive(put(advance(rung, 0).state, { 1: lane(1, 900) }), { kind: 'rung' });
    const again = advance(run, 0);
    expect(again.command).toMatchObject({ kind: 'collect' });
    expect(advance(again.state, 0).command).toEqual({ kind: 'sleep', until: 900 });
  });

  it('does nothing while paused, until it is rung', () => {
    const change = { lanes: { 1: lane(1, null) }, paused: true };
    const paused = receive(advance(rung, 0).state, { kind: 'changed', change });
    expect(advance(paused, 0).command).toEqual({ kind: 'sleep', until: null });
    expect(advance(receive(paused, { kind: 'rung' }), 0).command).toMatchObject({ kind: 'collect' });
  });

  it('never gives the same command number twice', () => {
    let { state } = advance(rung, 0);
    const seen = new Set<number>();
    for (let seq = 1; seq < 20; seq++) {
      state = put(state, { 1: lane(seq, null) });
      const next = advance(state, 0);
      if (next.command.kind !== 'perform') throw new Error('a due lane acts');
      expect(seen.has(next.command.command)).toBe(false);
      seen.add(next.command.command);
      state = next.state;
    }
  });
});
