import { startOfDay } from '../kit/format.js';

/**
 * The filters of the fan list as they stand in the address. Times are kept relative (`before:30` = at least 30 days
 * ago), so that a link or a saved view means the same tomorrow. Money is in yuan, as people type it. Scores are the
 * lowest and the highest wanted (`4-5`, `-2`), several tags stand side by side with commas.
 */
export const filterNames = [
  'q',
  'segment',
  'tag',
  'owner',
  'last_watch',
  'last_purchase',
  'spend_min',
  'spend_max',
  'orders_min',
  'orders_max',
  'R',
  'F',
  'M',
  'I',
  'W',
  'tier',
  'level',
  'source',
  'in_sop',
  'where',
] as const;

export const scoreNames = ['R', 'F', 'M', 'I', 'W'] as const;
export type ScoreName = (typeof scoreNames)[number];
export type FilterName = (typeof filterNames)[number];
export type FanFilter = Partial<Record<FilterName, string>>;

export interface Ago {
  side: 'before' | 'after';
  days: number;
}

const DAY_MS = 86_400_000;

export function readFilter(search: URLSearchParams): FanFilter {
  const filter: FanFilter = {};
  for (const name of filterNames) {
    const value = search.get(name);
    if (value) filter[name] = value;
  }
  return filter;
}

export function sameFilter(a: FanFilter, b: FanFilter): boolean {
  return filterNames.every((name) => (a[name] ?? '') === (b[name] ?? ''));
}

/** `before:30`: 30 days ago or earlier; `after:30`: within 30 days. Null for anything else. */
export function readAgo(value: string | undefined): Ago | null {
  const found = /^(before|after):(\d{1,5})$/.exec(value ?? '');
  if (!found) return null;
  return { side: found[1] === 'before' ? 'before' : 'after', days: Number(found[2]) };
}

/** `4-5`, `4-`, `-2`; null for anything else. */
export function readRange(value: string | undefined): { from: string; to: string } | null {
  const found = /^([1-5]?)-([1-5]?)$/.exec(value ?? '');
  return found && value !== '-' ? { from: found[1] ?? '', to: found[2] ?? '' } : null;
}

export function writeRange({ from, to }: { from: string; to: string }): string {
  return from || to ? `${from}-${to}` : '';
}

/** The query the server takes: instants instead of days, fen instead of yuan. Whole days, so that it can be cached. */
export function toQuery(filter: FanFilter, now: Date, zone: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of ['q', 'tag', 'segment', 'owner', 'orders_min', 'orders_max', 'in_sop'] as const) {
    const value = filter[name];
    if (value) query[name] = value;
  }
  for (const name of ['last_watch', 'last_purchase'] as const) {
    const ago = readAgo(filter[name]);
    if (ago) query[`${name}_${ago.side}`] = daysAgo(ago, now, zone);
  }
  for (const name of ['spend_min', 'spend_max'] as const) {
    const yuan = Number(filter[name]);
    if (filter[name] && Number.isFinite(yuan)) query[name] = String(Math.round(yuan * 100));
  }
  const where = conditions(filter);
  if (where.length > 0) query['where'] = where.join(' 且 ');
  return query;
}

/** What the server's own filters do not know is said in the words of the language. */
function conditions(filter: FanFilter): string[] {
  const scores = scoreNames.flatMap((name) => {
    const { from = '', to = '' } = readRange(filter[name]) ?? {};
    return [from && `${name} >= ${from}`, to && `${name} <= ${to}`];
  });
  const named = [
    ['价值层级', filter.tier],
    ['会员等级', filter.level],
    ['来源', filter.source],
  ] as const;
  const equal = named.map(([field, value]) => (value ? `${field} = "${value.replace(/["“”]/g, '')}"` : ''));
  return [...scores, ...equal, filter.where ? `(${filter.where})` : ''].filter((part) => part !== '');
}

function daysAgo(ago: Ago, now: Date, zone: string): string {
  const startOfToday = startOfDay(now, zone);
  // "before" includes the whole day that lies that many days back
  const days = ago.side === 'before' ? ago.days - 1 : ago.days;
  return new Date(startOfToday - days * DAY_MS).toISOString();
}
