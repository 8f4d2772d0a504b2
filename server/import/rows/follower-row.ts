import type { PersonInput } from '../../identity/identity.js';
import { parseBirthday } from '../values/birthday.js';
import { parseDate } from '../values/date-time.js';
import { readLevel } from './live-row.js';
import type { RowReader } from './row-reader.js';

/** One row of a follower list. Null: the file does not say. */
export interface FollowerRow {
  kind: 'followers';
  person: PersonInput;
  followedAt: number | null;
  source: string | null;
  owner: string | null;
  memberLevel: string | null;
  points: number | null;
  /** YYYY-MM-DD */
  birthday: string | null;
  fanLevel: number | null;
}

export function readFollowerRow(row: RowReader): FollowerRow {
  return {
    kind: 'followers',
    person: row.person(['nick', 'user_id', 'open_id', 'union_id', 'oaid', 'phone', 'email', 'wecom', 'member_no']),
    followedAt: row.instant('followed_at'),
    source: row.optional('source'),
    owner: row.optional('owner'),
    memberLevel: row.optional('member_level'),
    points: row.count('points'),
    birthday: readBirthday(row),
    fanLevel: readLevel(row),
  };
}

function readBirthday(row: RowReader): string | null {
  const text = row.text('birthday');
  const birthday = text === '' ? null : (parseBirthday(text) ?? parseDate(text, row.settings.notation.dates));
  if (birthday === undefined) row.reject('IMP206', 'birthday');
  return birthday ?? null;
}
