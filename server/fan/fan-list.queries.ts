import {
  type AliasableExpression,
  type Expression,
  expressionBuilder,
  type ExpressionBuilder,
  type StringReference,
} from 'kysely';
import type { ScopedDb, ScopedQueries } from '../access/scoped-db.js';
import type { DB } from '../db/generated/schema.js';
import { isoInstant } from '../db/value-types.js';
import { lastActive } from '../identity/last-active.js';
import { type ScoredShop, scoreTerms } from '../segment/audience.sql.js';
import { scoresOfFan } from '../segment/scores.sql.js';
import { askList } from './ask-list.js';
import { type FanFilter, fanConditions, type FilterContext } from './fan-filter.js';
import type { FanPosition, FanSort } from './fan-sort.js';

/** Beyond this the count only says that there are more. */
const countedExactly = 10_000;

const shownColumns = [
  'fan_shop.shop_id',
  'fan_shop.fan_id',
  'fan_shop.nick',
  'fan_shop.owner_id',
  'fan_shop.source',
  'fan_shop.member_level',
  'fan_shop.fan_level',
  'fan_shop.watch_seconds',
  'fan_shop.orders',
  'fan_shop.spend',
  'fan_shop.refunded',
] as const;

const shownInstants = ['first_follow_at', 'last_watch_at', 'last_purchase_at'] as const;

type ShownInstant = (typeof shownInstants)[number] | 'last_active_at';

/** As PostgreSQL writes them: a Date between its text and that of JSON would take longer than all else of a row. */
function instantTexts(eb: ExpressionBuilder<DB, 'fan_shop'>) {
  const ever = lastActive(eb);
  return [
    ...shownInstants.map((column) => eb.cast<string | null>(`fan_shop.${column}`, 'text').as(column)),
    eb.cast<string | null>(ever, 'text').as('last_active_at'),
  ];
}

export interface PageRequest {
  filter: FanFilter;
  sort: FanSort;
  after: FanPosition | undefined;
  limit: number;
  /** The list is picked from so few fans that these are sorted sooner than an index of the whole shop is walked for them. */
  few: boolean;
}

/** What is shown of fans by their rows alone. */
export function pageOfFans(db: ScopedDb, request: PageRequest, context: FilterContext) {
  return inParts({ ...request, context }, (part) =>
    askList(db, ['brief', ...shapeOf(part)], part, (queries, asked) =>
      rowsOf(queries, asked)
        .select(shownColumns)
        .select(instantTexts)
        .select((eb) => eb.cast<string | null>(sortedBy(part), 'text').as('sort_value')),
    ),
  );
}

/** The same with what is kept beside the row: contact, owner, fields of the shop's own, scores, tags, SOPs they are in. */
export function pageWithDetails(db: ScopedDb, request: PageRequest, context: FilterContext, shop: ScoredShop) {
  const { zone, score_thresholds } = shop;
  return inParts({ ...request, context, now: shop.now.toISOString() }, (part) =>
    askList(db, ['details', ...shapeOf(part), zone, score_thresholds], part, (queries, asked) => {
      const terms = scoreTerms({ id: asked.filter.shop, zone, score_thresholds, now: asked.now });
      return queries
        .selectFrom(rowsOf(queries, asked).selectAll('fan_shop').select(sortedBy(part).as('sort_key')).as('fan_shop'))
        .leftJoin('fan', 'fan.id', 'fan_shop.fan_id')
        .leftJoin('staff', 'staff.id', 'fan_shop.owner_id')
        .select(shownColumns)
        .select(instantTexts)
        .select((eb) => eb.cast<string | null>('fan_shop.sort_key', 'text').as('sort_value'))
        .select(['fan.phone_mask', 'fan.custom', 'staff.name as owner_name'])
        .select((eb) => [
          tagsOf(eb).$asScalar().$notNull().as('tags'),
          sopsOf(eb).$asScalar().$notNull().as('sops'),
          scoresOfFan(context.ability, terms).as('scores'),
        ])
        .orderBy('fan_shop.sort_key', part.sort.direction)
        .orderBy('fan_shop.fan_id', part.sort.direction);
    }),
  );
}

interface Part extends PageRequest {
  context: FilterContext;
  /** Rows without a value in the sorted column, or all others. */
  nulls: boolean;
}

/** What the text of a part depends on, beyond what it is about. */
function shapeOf({ sort, nulls, limit, few }: Part): unknown[] {
  return [sort, nulls, limit, few];
}

type ListedRow = { fan_id: string; sort_value: string | null } & Record<ShownInstant, string | null>;

/**
 * A page of fans and the position behind its last row. Rows without a value in the sorted column come after all others:
 * they are a second part of the list, asked for when the first one is at its end, so that each part follows an index.
 */
async function inParts<Request extends Omit<Part, 'nulls'>, Row extends ListedRow>(
  request: Request,
  rowsOf: (part: Request & Part) => Promise<Row[]>,
) {
  const wanted = request.limit + 1;
  const inNulls = request.after?.value === null;
  const valued = inNulls ? [] : await rowsOf({ ...request, limit: wanted, nulls: false });
  const missing = wanted - valued.length;
  const nulls =
    missing > 0 && request.sort.nullable
      ? await rowsOf({ ...request, after: inNulls ? request.after : undefined, limit: missing, nulls: true })
      : [];
  const rows = [...valued, ...nulls];
  // JSON leaves out what is undefined; objects without the property would take ten times as long to make.
  const items = rows.slice(0, request.limit).map((row): Omit<Row, 'sort_value'> => ({
    ...row,
    first_follow_at: row.first_follow_at && isoInstant(row.first_follow_at),
    last_watch_at: row.last_watch_at && isoInstant(row.last_watch_at),
    last_purchase_at: row.last_purchase_at && isoInstant(row.last_purchase_at),
    last_active_at: row.last_active_at && isoInstant(row.last_active_at),
    sort_value: undefined,
  }));
  const last = rows.length > request.limit ? rows[request.limit - 1] : undefined;
  return { items, next: last && { value: last.sort_value, fan_id: last.fan_id } };
}

function rowsOf(queries: ScopedQueries<DB>, part: Part) {
  const { direction, nullable } = part.sort;
  const sorted = sortedBy(part);
  return (
    queries
      .selectFrom('fan_shop')
      .$if('own' in part.sort && !part.few, (query) => query.innerJoin('fan', 'fan.id', 'fan_shop.fan_id'))
      .where((eb) => eb.and(fanConditions(eb, part.filter, part.context)))
      .$if(nullable, (query) => query.where(sorted, part.nulls ? 'is' : 'is not', null))
      .where((eb) => behind(eb, part))
      // Nulls are kept apart, so this only picks the order that the index has, forwards or backwards.
      .$if(!part.nulls, (query) =>
        query.orderBy(sorted, (order) => {
          const directed = direction === 'asc' ? order.asc() : order.desc();
          if (!nullable) return directed;
          return direction === 'asc' ? directed.nullsFirst() : directed.nullsLast();
        }),
      )
      .orderBy('fan_shop.fan_id', direction)
      .limit((eb) => eb.lit(part.limit))
  );
}

/** Whether the fans of a person or a team have to be sorted: by their last activity they stand in an index. */
export function sorts(sort: FanSort): boolean {
  return 'own' in sort || sort.column !== 'last_active_at';
}

/**
 * What stands in the sorted column; for a field of the shop's own the rows are joined with their fans. Of few fans it is
 * looked up for each: no index has this expression, and nobody reads all fans to join them.
 */
function sortedBy({ sort, few }: Pick<Part, 'sort' | 'few'>): AliasableExpression<unknown> {
  const eb = expressionBuilder<DB, 'fan_shop' | 'fan'>();
  if ('column' in sort) {
    const column = eb.ref(`fan_shop.${sort.column}`);
    return few ? eb.fn.coalesce(column, column) : column;
  }
  const value = eb.ref('fan.custom', '->').key(sort.own as never);
  if (!few) return value;
  return expressionBuilder<DB, 'fan_shop'>()
    .selectFrom('fan')
    .select(value.as('value'))
    .whereRef('fan.id', '=', 'fan_shop.fan_id')
    .$asScalar();
}

function behind(eb: ExpressionBuilder<DB, 'fan_shop'>, { sort, few, after, nulls }: Part) {
  if (!after) return eb.lit(true);
  const sorted = sortedBy({ sort, few });
  const [beyond, upTo] = sort.direction === 'asc' ? (['>', '>='] as const) : (['<', '<='] as const);
  const isBehindId = eb('fan_shop.fan_id', beyond, eb.cast<string>(eb.val(after.fan_id), 'uuid'));
  if (nulls) return isBehindId;
  const value = eb.cast<never>(eb.val(after.value), sort.type);
  // The first part is a range of the index, the second one picks among rows of the same value.
  return eb.and([eb(sorted, upTo, value), eb.or([eb(sorted, beyond, value), isBehindId])]);
}

/** How many fans the filter finds: exact up to ten thousand. */
export async function countFans(db: ScopedDb, filter: FanFilter, context: FilterContext) {
  const [{ n } = { n: 0 }] = await askList(db, ['count'], { filter, context }, (queries, asked) =>
    queries
      .selectFrom((eb) =>
        eb
          .selectFrom('fan_shop')
          .select('fan_shop.fan_id')
          .where((inner) => inner.and(fanConditions(inner, asked.filter, asked.context)))
          .limit((inner) => inner.lit(countedExactly + 1))
          .as('found'),
      )
      .select((eb) => eb.fn.countAll<number>().as('n')),
  );
  return n > countedExactly ? { value: countedExactly, exact: false } : { value: n, exact: true };
}

export type FanRow = Awaited<ReturnType<typeof pageWithDetails>>['items'][number];

export interface Named {
  id: string;
  name: string;
}

export interface NamedTag extends Named {
  dimension: string;
}

function tagsOf(eb: ExpressionBuilder<DB, 'fan_shop'>) {
  return eb
    .selectFrom('fan_tag')
    .innerJoin('tag', 'tag.id', 'fan_tag.tag_id')
    .select((tagged) =>
      orNone(
        tagged,
        tagged.fn
          .agg<NamedTag[]>('json_agg', [
            jsonObject(tagged, { id: 'tag.id', name: 'tag.name', dimension: 'tag.dimension' }),
          ])
          .orderBy('fan_tag.added_at')
          .orderBy('tag.name'),
      ).as('list'),
    )
    .whereRef('fan_tag.fan_id', '=', 'fan_shop.fan_id')
    .whereRef('tag.shop_id', '=', 'fan_shop.shop_id');
}

function sopsOf(eb: ExpressionBuilder<DB, 'fan_shop'>) {
  return eb
    .selectFrom('enrolment')
    .innerJoin('sop', 'sop.id', 'enrolment.sop_id')
    .select((enrolled) =>
      orNone(
        enrolled,
        enrolled.fn
          .agg<Named[]>('json_agg', [jsonObject(enrolled, { id: 'sop.id', name: 'sop.name' })])
          .orderBy('enrolment.entered_at'),
      ).as('list'),
    )
    .whereRef('enrolment.fan_id', '=', 'fan_shop.fan_id')
    .whereRef('enrolment.shop_id', '=', 'fan_shop.shop_id')
    .where('enrolment.state', '=', 'active');
}

/** An aggregate over no rows is null. */
function orNone<D, T extends keyof D, O>(eb: ExpressionBuilder<D, T>, list: Expression<O>) {
  return eb.fn.coalesce(list, eb.cast<O>(eb.val('[]'), 'json'));
}

function jsonObject<D, T extends keyof D>(eb: ExpressionBuilder<D, T>, columns: Record<string, StringReference<D, T>>) {
  const pairs = Object.entries(columns).flatMap(([key, column]) => [eb.cast(eb.val(key), 'text'), eb.ref(column)]);
  return eb.fn('json_build_object', pairs);
}
