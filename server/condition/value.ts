import { FIRST_DAY, LAST_DAY } from '@fanloom/dsl/condition/day.js';
import type { Scalar } from '@fanloom/dsl/condition/kind.js';
import { LARGEST, SMALLEST } from '@fanloom/dsl/condition/number.js';
import { sql } from 'kysely';
import { once, type Scope, type Sql } from './context.js';

/**
 * Values as the comparisons want them: text, or float8 for numbers, days and milliseconds since 1970. Null when
 * missing; no data makes any of these raise.
 */
export function fromJson(json: Sql, as: Scalar, scope: Scope): Sql {
  switch (as) {
    case 'text':
      return sql`case when jsonb_typeof(${json}) = 'string' then nullif(${json} #>> '{}', '') end`;
    case 'number':
      return numberOfJson(json);
    case 'date':
      return dayOfJson(json);
    case 'moment':
      return once(dayOfJson(json), scope, (day) => momentOfDay(day, scope));
  }
}

// A number of jsonb may have more digits than float8 can hold, and casting it would raise.
function numberOfJson(json: Sql): Sql {
  const size = sql`abs(${json}::numeric)`;
  return sql`case when jsonb_typeof(${json}) = 'number' then
    case when ${size} < ${SMALLEST}::numeric then 0 when ${size} <= ${LARGEST}::numeric then ${json}::float8 end end`;
}

const DATE = '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';

// Casting a text such as 2025-02-30 to a date would raise, so the day of the month is checked first.
function dayOfJson(json: Sql): Sql {
  const text = sql`(${json} #>> '{}')`;
  const month = sql`make_date(left(${text}, 4)::int, substr(${text}, 6, 2)::int, 1)`;
  const day = sql`right(${text}, 2)::int`;
  return sql`case when jsonb_typeof(${json}) = 'string' then case when ${text} ~ ${DATE} then
    case when ${day} <= extract(day from ${month} + interval '1 month' - interval '1 day')
      then (${month} - date '1970-01-01' + ${day} - 1)::float8 end end end`;
}

export function presentJson(json: Sql): Sql<boolean> {
  return sql<boolean>`coalesce(${json} not in ('null', '""', '[]'), false)`;
}

/** A text has one of the words in it, or a list has one of them as an element. */
export function jsonContains(json: Sql, words: readonly string[]): Sql<boolean> {
  return sql<boolean>`coalesce(case jsonb_typeof(${json})
    when 'string' then ${textContains(sql`${json} #>> '{}'`, words)}
    when 'array' then ${json} ?| ${words}::text[] end, false)`;
}

export function textContains(text: Sql, words: readonly string[]): Sql<boolean> {
  if (words.length === 0) return sql<boolean>`false`;
  const found = words.map((word) => sql`strpos(nullif(${text}, ''), ${word}::text) > 0`);
  return sql<boolean>`coalesce(${sql.join(found, sql` or `)}, false)`;
}

/** Millisecond number of an instant. */
export function momentOf(instant: Sql): Sql {
  return sql`(extract(epoch from ${instant}) * 1000)::float8`;
}

/** Day number of a date. */
export function dayOf(date: Sql): Sql {
  return sql`case when ${date} between date '1000-01-01' and date '9999-12-31'
    then (${date} - date '1970-01-01')::float8 end`;
}

export function validDay(day: Sql, scope: Scope): Sql {
  return once(day, scope, (value) => sql`case when ${value} between ${FIRST_DAY} and ${LAST_DAY} then ${value} end`);
}

/** The first instant of a day: of a midnight that the clock shows twice PostgreSQL takes the later. */
export function momentOfDay(day: Sql, scope: Scope): Sql {
  const midnight = sql`(date '1970-01-01' + ${day}::int)::timestamp at time zone ${scope.zone}`;
  return once(midnight, scope, (start) => {
    const earlier = sql`${start} - interval '1 hour'`;
    const same = sql`(${earlier}) at time zone ${scope.zone} = ${start} at time zone ${scope.zone}`;
    return momentOf(sql`case when ${same} then ${earlier} else ${start} end`);
  });
}

/** The result of a multiplication or division, kept to sizes that cannot overflow. */
export function bounded(number: Sql, scope: Scope): Sql {
  return once(
    number,
    scope,
    (value) => sql`case when abs(${value}) < ${SMALLEST}::float8 then 0
      when abs(${value}) <= ${LARGEST}::float8 then ${value} end`,
  );
}
