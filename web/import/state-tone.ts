import type { Tone } from '../kit/tone.js';
import type { ImportState } from './import.api.js';

export const stateTone: Record<ImportState, Tone> = {
  uploaded: 'plain',
  running: 'accent',
  done: 'good',
  failed: 'bad',
  cancelled: 'warn',
  undoing: 'accent',
  undone: 'plain',
};
