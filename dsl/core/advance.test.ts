import { describe, expect, it } from 'vitest';
import { advance, type LaneState, newRun, receive, type RunState } from './advance.js';

const lane = (seq: number, due: number | null, armed = true): LaneState => ({ seq, due, armed });
const put = (state: RunState, lanes: Record<number, LaneState | null>, paused = false) =>
  receive(state, { kind: 'changed', command: state.command, change: { lanes, paused } });

describe('advance', () => {
  it('finishes without lanes', () => {
    expect(advance(newRun, 0).command).toEqual({ kind: 'finish' });
  });

  it('lets lanes act that are due, and looks once more at those that have begun to wait', () => {
    const first = advance(put(newRun, { 1: lane(1, 500, false), 2: lane(3, null), 3: lane(7, 900) }), 100);
    expect(first.command).toEqual({
      kind: 'act',
      command: 1,
      collect: false,
      due: [{ no: 2, seq: 3 }],
      unarmed: [{ no: 1, seq: 1 }],
    });
    const waiting = put(first.state, { 1: lane(1, 500), 2: null });
    expect(advance(waiting, 100).command).toEqual({ kind: 'sleep', until: 500 });
    expect(advance(waiting, 500).command).toMatchObject({ kind: 'act', command: 2, due: [{ no: 1, seq: 1 }] });
  });

  it('does not arm a lane that is due anyway', () => {
    expect(advance(put(newRun, { 1: lane(1, 50, false) }), 100).command).toMatchObject({
      due: [{ no: 1, seq: 1 }],
      unarmed: [],
    });
  });

  it('looks again when rung, once', () => {
    const again = advance(receive(put(newRun, { 1: lane(1, 900) }), { kind: 'rung' }), 0);
    expect(again.command).toMatchObject({ kind: 'act', collect: true, due: [] });
    expect(advance(again.state, 0).command).toEqual({ kind: 'sleep', until: 900 });
  });

  it('does nothing while paused, until it is rung', () => {
    const paused = put(newRun, { 1: lane(1, null) }, true);
    expect(advance(paused, 0).command).toEqual({ kind: 'sleep', until: null });
    expect(advance(receive(paused, { kind: 'rung' }), 0).command).toMatchObject({
      kind: 'act',
      collect: true,
      due: [],
    });
  });

  it('gives commands rising numbers, also after the database has counted further', () => {
    const first = advance(put(newRun, { 1: lane(1, null) }), 0);
    const ahead = receive(first.state, {
      kind: 'changed',
      command: 7,
      change: { lanes: { 1: lane(2, null) }, paused: false },
    });
    expect(advance(ahead, 0).command).toMatchObject({ kind: 'act', command: 8 });
  });

  it('takes many lanes in several commands', () => {
    const lanes = Object.fromEntries(Array.from({ length: 250 }, (_, no) => [no + 1, lane(1, null)]));
    const { command } = advance(put(newRun, lanes), 0);
    expect(command.kind === 'act' && command.due).toHaveLength(100);
  });
});
