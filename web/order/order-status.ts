import { t } from '../i18n/language.svelte.js';
import type { Tone } from '../kit/tone.js';
import type { Order } from './order.api.js';

type Status = NonNullable<Order['status']>;

const tones: Record<Status, Tone> = {
  created: 'warn',
  paid: 'accent',
  shipped: 'accent',
  done: 'good',
  closed: 'plain',
};

export const orderStatuses = Object.keys(tones) as Status[];

/** A status as it stands in an address; undefined for anything else. */
export function readStatus(text: string): Status | undefined {
  return orderStatuses.find((status) => status === text);
}

/** How a status is shown: its words and its colour. */
export function orderStatus(status: Status): { label: string; tone: Tone } {
  return { label: t(`order.status.${status}`), tone: tones[status] };
}
