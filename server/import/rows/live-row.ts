import type { PersonInput } from '../../identity/identity.js';
import type { RowReader } from './row-reader.js';

/** One row of a broadcast's export: the totals of one viewer so far. Null: the file does not say. */
export interface LiveRow {
  kind: 'live';
  person: PersonInput;
  watchSeconds: number | null;
  visits: number | null;
  comments: number | null;
  likes: number | null;
  shares: number | null;
  gifts: number | null;
  fanLevel: number | null;
  intimacy: number | null;
  lastWatchAt: number | null;
}

export function readLiveRow(row: RowReader): LiveRow {
  return {
    kind: 'live',
    person: row.person(['nick', 'user_id', 'open_id', 'union_id', 'oaid', 'phone', 'email']),
    watchSeconds: row.seconds('watch_seconds'),
    visits: row.count('visits'),
    comments: row.count('comments'),
    likes: row.count('likes'),
    shares: row.count('shares'),
    gifts: row.money('gifts'),
    fanLevel: readLevel(row),
    intimacy: row.count('intimacy'),
    lastWatchAt: row.instant('last_watch_at'),
  };
}

/** `12`, `Lv12`, `12级`. */
export function readLevel(row: RowReader): number | null {
  const text = row.text('fan_level');
  const level = /^(?:lv\.?\s*)?(\d{1,4})\s*级?$/i.exec(text)?.[1];
  if (text !== '' && level === undefined) row.reject('IMP208', 'fan_level');
  return level === undefined ? null : Number(level);
}
