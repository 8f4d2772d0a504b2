import { compares } from '@fanloom/dsl/condition/compare.js';
import { own } from '@fanloom/dsl/condition/facts.js';
import { literalNumber } from '@fanloom/dsl/condition/literal.js';
import type { Comparator, Condition } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import type { Scope, Sql } from './context.js';

/** A column of `fan_shop` with whole numbers, and what a fan without one has. */
interface WholeNumber {
  column: string;
  missing: 0 | null;
}

/** By field. */
export const WHOLE_NUMBERS = {
  watch_time: { column: 'watch_seconds', missing: 0 },
  visits: { column: 'visits', missing: 0 },
  comments: { column: 'comments', missing: 0 },
  likes: { column: 'likes', missing: 0 },
  shares: { column: 'shares', missing: 0 },
  gifts: { column: 'gifts', missing: 0 },
  orders: { column: 'orders', missing: 0 },
  spend: { column: 'spend', missing: 0 },
  points: { column: 'points', missing: 0 },
  fan_level: { column: 'fan_level', missing: null },
  intimacy: { column: 'intimacy', missing: null },
} as const satisfies Record<string, WholeNumber>;

/** `购买次数 >= 3`, as an index can answer it. Null for any other comparison. */
export function wholeNumberCompares(
  { left, op, right }: Extract<Condition, { kind: 'compare' }>,
  scope: Scope,
): Sql<boolean> | null {
  if (left.kind !== 'field' || left.field.custom) return null;
  const known: WholeNumber | undefined = own<WholeNumber>(WHOLE_NUMBERS, left.field.name);
  const value = literalNumber(right);
  if (!known || value === null) return null;
  if (op === '!=') return sql<boolean>`not ${wholeNumberIs(known, '=', value, scope)}`;
  return wholeNumberIs(known, op, value, scope);
}

/** Never null, and the column stands alone: an index sees neither through a cast nor through a function. */
export function wholeNumberIs(
  { column, missing }: WholeNumber,
  op: Exclude<Comparator, '!='>,
  value: number,
  { fanShop }: Scope,
): Sql<boolean> {
  const number = sql.ref(`${fanShop}.${column}`);
  const holds = compareWhole(number, op, value);
  const holdsOfNone = missing !== null && compares(missing, op, value);
  return holdsOfNone
    ? sql<boolean>`(${holds} or ${number} is null)`
    : sql<boolean>`(${holds} and ${number} is not null)`;
}

function compareWhole(number: Sql, op: Exclude<Comparator, '!='>, value: number): Sql {
  const [below, above] = [sql`${Math.floor(value)}::bigint`, sql`${Math.ceil(value)}::bigint`];
  switch (op) {
    case '=':
      return Number.isInteger(value) ? sql`${number} = ${below}` : sql`false`;
    case '<':
      return sql`${number} < ${above}`;
    case '<=':
      return sql`${number} <= ${below}`;
    case '>':
      return sql`${number} > ${below}`;
    case '>=':
      return sql`${number} >= ${above}`;
  }
}
