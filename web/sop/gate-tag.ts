import type { Key } from '../i18n/language.svelte.js';
import type { Tone } from '../kit/tone.js';
import type { Gate } from './sop.api.js';

interface Gated {
  gate: Gate;
  live: unknown;
}

export const STATES = ['draft', 'open', 'paused', 'stopped'] as const;
type State = (typeof STATES)[number];

const tones: Record<State, Tone> = { draft: 'plain', open: 'good', paused: 'warn', stopped: 'bad' };

/** A draft that was never live has no gate yet. */
export function stateOf(sop: Gated): State {
  return sop.live === null ? 'draft' : sop.gate;
}

/** How the state of an SOP is shown. */
export function gateTag(sop: Gated): { label: Key; tone: Tone } {
  const state = stateOf(sop);
  return { label: `sop.state.${state}`, tone: tones[state] };
}
