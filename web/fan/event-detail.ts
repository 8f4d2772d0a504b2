import type { Language } from '../i18n/language.svelte.js';
import { channelName } from '../words/channel-name.js';
import { duration, money } from '../kit/format.js';

const shown = ['task', 'product', 'text', 'coupon', 'session', 'level', 'reason'];

/** What is worth saying of an event's properties, in one line. Money comes in fen, durations in seconds. */
export function eventDetail(properties: unknown, language: Language): string {
  if (typeof properties !== 'object' || properties === null) return '';
  const known = new Map<string, unknown>(Object.entries(properties));
  const amount = known.get('amount');
  const seconds = known.get('duration');
  const channel = known.get('channel');
  const parts = [
    ...(typeof amount === 'number' ? [money(amount)] : []),
    ...(typeof seconds === 'number' ? [duration(seconds, language)] : []),
    ...(typeof channel === 'string' ? [channelName(channel, language)] : []),
    ...shown.map((name) => words(known.get(name))),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function words(value: unknown): string {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join('、');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
