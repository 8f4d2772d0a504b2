/**
 * The scheduler of a run: which of its lanes act next, and until when to sleep. Pure, so that Temporal replays it and a
 * lost run is rebuilt from its lane rows.
 */
export interface RunState {
  /** Number of the last command given; the database refuses one that it has seen. */
  command: number;
  /** Lanes that are alive, by number. */
  lanes: Record<number, LaneState>;
  /** Somebody put lanes into the run, or moved some: look again. */
  rung: boolean;
  /** The SOP is paused: nothing acts until the run is rung. */
  paused: boolean;
}

export interface LaneState {
  /** Counts the lane's moves. */
  seq: number;
  /** Business time at which it acts; null: at once. */
  due: number | null;
  /** After a lane has begun to wait, one look in a later transaction catches what happened meanwhile. */
  armed: boolean;
}

/** What a command has changed. A lane that is not alive any more is null. */
export interface RunChange {
  lanes: Record<number, LaneState | null>;
  paused: boolean;
}

export type RunInput = { kind: 'changed'; command: number; change: RunChange } | { kind: 'rung' };

/** A lane and the move it makes next. */
export interface LaneTurn {
  no: number;
  seq: number;
}

export type RunCommand =
  /** Look for lanes that have come in, let those that are due act, and look once more at those that have begun to wait. */
  | { kind: 'act'; command: number; collect: boolean; due: LaneTurn[]; unarmed: LaneTurn[] }
  /** `until` null: until rung. */
  | { kind: 'sleep'; until: number | null }
  | { kind: 'finish' };

/** Lanes in one command. */
const LANES_AT_ONCE = 100;

/** Before its lanes have been read from the database. */
export const newRun: RunState = { command: 0, lanes: {}, rung: false, paused: false };

export function receive(state: RunState, input: RunInput): RunState {
  if (input.kind === 'rung') return { ...state, rung: true };
  const lanes = { ...state.lanes };
  for (const [key, lane] of Object.entries(input.change.lanes)) {
    const no = Number(key);
    if (lane) lanes[no] = lane;
    else Reflect.deleteProperty(lanes, no);
  }
  return { ...state, lanes, command: input.command, paused: input.change.paused };
}

export function advance(state: RunState, now: number): { state: RunState; command: RunCommand } {
  const { rung, paused } = state;
  const lanes = Object.entries(state.lanes).map(([no, lane]) => ({ no: Number(no), ...lane }));
  const isDue = (lane: LaneState) => lane.due === null || lane.due <= now;
  const due = paused ? [] : lanes.filter(isDue).slice(0, LANES_AT_ONCE);
  const unarmed = paused ? [] : lanes.filter((lane) => !lane.armed && !isDue(lane)).slice(0, LANES_AT_ONCE);
  if (rung || due.length > 0 || unarmed.length > 0) {
    const command = state.command + 1;
    const turn = ({ no, seq }: LaneTurn): LaneTurn => ({ no, seq });
    return {
      state: { ...state, command, rung: false },
      command: { kind: 'act', command, collect: rung, due: due.map(turn), unarmed: unarmed.map(turn) },
    };
  }
  if (paused) return { state, command: { kind: 'sleep', until: null } };
  if (lanes.length === 0) return { state, command: { kind: 'finish' } };
  return { state, command: { kind: 'sleep', until: Math.min(...lanes.map((lane) => lane.due ?? now)) } };
}
