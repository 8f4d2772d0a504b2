import type { FanDelta } from '../../event/fan-projection.js';
import { emptyDelta } from '../../event/fan-projection.js';
import { businessDay, type DayDelta } from '../../event/rollup.js';
import type { LiveRow } from '../rows/live-row.js';

/** Totals of one viewer in one broadcast. */
export interface LiveSnapshot {
  fanId: string;
  watchSeconds: number;
  visits: number;
  comments: number;
  likes: number;
  shares: number;
  gifts: number;
  fanLevel: number | null;
  intimacy: number | null;
  lastWatchAt: number;
}

const COUNTERS = ['watchSeconds', 'visits', 'comments', 'likes', 'shares', 'gifts'] as const;

/**
 * The totals after a row: a newer row replaces what it tells of, an older one (by its last watch time) nothing.
 *
 * @param now when a row happened that does not say so
 */
export function nextSnapshot(known: LiveSnapshot | undefined, row: LiveRow, fanId: string, now: number): LiveSnapshot {
  if (known && row.lastWatchAt !== null && row.lastWatchAt < known.lastWatchAt) return known;
  const next: LiveSnapshot = {
    fanId,
    watchSeconds: row.watchSeconds ?? known?.watchSeconds ?? 0,
    visits: row.visits ?? known?.visits ?? 0,
    comments: row.comments ?? known?.comments ?? 0,
    likes: row.likes ?? known?.likes ?? 0,
    shares: row.shares ?? known?.shares ?? 0,
    gifts: row.gifts ?? known?.gifts ?? 0,
    fanLevel: row.fanLevel ?? known?.fanLevel ?? null,
    intimacy: row.intimacy ?? known?.intimacy ?? null,
    lastWatchAt: row.lastWatchAt ?? known?.lastWatchAt ?? now,
  };
  if (!known || sameSnapshot(known, next)) return known ?? next;
  return row.lastWatchAt === null ? { ...next, lastWatchAt: Math.max(known.lastWatchAt, now) } : next;
}

export function sameSnapshot(a: LiveSnapshot, b: LiveSnapshot): boolean {
  return (
    COUNTERS.every((counter) => a[counter] === b[counter]) &&
    a.fanLevel === b.fanLevel &&
    a.intimacy === b.intimacy &&
    a.lastWatchAt === b.lastWatchAt
  );
}

/** What the fan's row gains when a snapshot takes the place of an earlier one. */
export function fanDifference(
  before: LiveSnapshot | undefined,
  after: LiveSnapshot,
  rootId: string,
  nick: string | null,
): FanDelta {
  const delta = addCounters(emptyDelta(rootId, after.lastWatchAt, nick), before, after);
  return { ...delta, lastWatchAt: after.lastWatchAt };
}

/** What the counters of a fan's row gain; undefined: there is no snapshot. */
export function addCounters(
  delta: FanDelta,
  before: LiveSnapshot | undefined,
  after: LiveSnapshot | undefined,
): FanDelta {
  for (const counter of COUNTERS) delta[counter] += (after?.[counter] ?? 0) - (before?.[counter] ?? 0);
  return delta;
}

/** What the fan's days gain. When the last watch moves to another day, everything moves with it. */
export function dayDifference(
  before: LiveSnapshot | undefined,
  after: LiveSnapshot | undefined,
  zone: string,
): DayDelta[] {
  const taken = before ? daysOf(before, zone).map((day) => negative(day)) : [];
  return [...taken, ...(after ? daysOf(after, zone) : [])];
}

function daysOf(snapshot: LiveSnapshot, zone: string): DayDelta[] {
  const day = businessDay(snapshot.lastWatchAt, zone);
  const of = (type: string, n: number, more: { amount?: number; seconds?: number } = {}): DayDelta => ({
    fanId: snapshot.fanId,
    type,
    day,
    n,
    amount: more.amount ?? 0,
    seconds: more.seconds ?? 0,
  });
  return [
    of('live.enter', snapshot.visits),
    of('live.watch', snapshot.watchSeconds > 0 ? 1 : 0, { seconds: snapshot.watchSeconds }),
    of('live.comment', snapshot.comments),
    of('live.like', snapshot.likes),
    of('live.share', snapshot.shares),
    of('live.gift', snapshot.gifts > 0 ? 1 : 0, { amount: snapshot.gifts }),
  ];
}

function negative(delta: DayDelta): DayDelta {
  return { ...delta, n: -delta.n, amount: -delta.amount, seconds: -delta.seconds };
}
