import type { Tone } from '../kit/tone.js';
import type { MessageStatus } from './message.api.js';

export const statusTone: Record<MessageStatus, Tone> = {
  planned: 'plain',
  sending: 'accent',
  sent: 'good',
  failed: 'bad',
  unknown: 'warn',
  cancelled: 'plain',
  skipped: 'plain',
};
