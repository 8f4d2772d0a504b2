import type { Key } from '../i18n/language.svelte.js';
import type { Tone } from '../kit/tone.js';
import type { Gate } from './sop.api.js';

/** How the state of an SOP is shown. */
export function gateTag(sop: { gate: Gate; live: unknown }): { label: Key; tone: Tone } {
  if (sop.live === null) return { label: 'sop.state.draft', tone: 'plain' };
  const tags = {
    open: { label: 'sop.state.open', tone: 'good' },
    paused: { label: 'sop.state.paused', tone: 'warn' },
    stopped: { label: 'sop.state.stopped', tone: 'bad' },
  } as const;
  return tags[sop.gate];
}
