/**
 * The scheduler of a run: which of its lanes acts next, and until when to sleep. Pure, so that Temporal replays it and
 * a lost run is rebuilt from its lane rows.
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

export type RunInput = { kind: 'changed'; change: RunChange } | { kind: 'rung' };

export type RunCommand =
  | { kind: 'collect'; command: number }
  | { kind: 'perform'; command: number; lane: number; seq: number }
  | { kind: 'arm'; command: number; lane: number; seq: number }
  /** `until` null: until rung. */
  | { kind: 'sleep'; until: number | null }
  | { kind: 'finish' };

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
  return { ...state, lanes, paused: input.change.paused };
}

/** The next command, in this order: look again, act, arm, wait. */
export function advance(state: RunState, now: number): { state: RunState; command: RunCommand } {
  const command = state.command + 1;
  if (state.rung) return { state: { ...state, command, rung: false }, command: { kind: 'collect', command } };
  if (state.paused) return { state, command: { kind: 'sleep', until: null } };
  const lanes = Object.entries(state.lanes).map(([no, lane]) => ({ no: Number(no), ...lane }));
  const acting = lanes.find((lane) => lane.due === null || lane.due <= now);
  const next = acting ?? lanes.find((lane) => !lane.armed);
  if (next) {
    const kind = acting ? 'perform' : 'arm';
    return { state: { ...state, command }, command: { kind, command, lane: next.no, seq: next.seq } };
  }
  if (lanes.length === 0) return { state, command: { kind: 'finish' } };
  return { state, command: { kind: 'sleep', until: Math.min(...lanes.map((lane) => lane.due ?? now)) } };
}
