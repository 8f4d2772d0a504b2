import type { Compilable } from 'kysely';
import type { ScopedDb, ScopedQueries } from '../access/scoped-db.js';
import type { DB } from '../db/generated/schema.js';
import { asksForAll, type FanFilter, type FilterContext, isPerson } from './fan-filter.js';
import type { FanPosition } from './fan-sort.js';

/** What a query of the list is about that differs from call to call. */
export interface Asked {
  filter: FanFilter;
  context: FilterContext;
  after?: FanPosition | undefined;
  /** An instant in ISO 8601. */
  now?: string;
}

/**
 * The rows of a query of the list. Without a filter few texts are asked all the time, so these are put together and
 * planned once; with one the values decide on the plan. `key` says whatever else the text depends on.
 */
export function askList<A extends Asked, Row>(
  db: ScopedDb,
  key: unknown[],
  asked: A,
  build: (queries: ScopedQueries<DB>, asked: A) => Compilable<Row> & { execute(): Promise<Row[]> },
): Promise<Row[]> {
  const { filter, context, after, now = '' } = asked;
  if (!asksForAll(filter) || context.chosen) return build(db, asked).execute();
  const { shop, owner = '' } = filter;
  const whose = isPerson(owner) ? 'person' : owner;
  const { value, fan_id: fan } = after ?? { value: null, fan_id: '' };
  const values = { shop, owner, staff: context.staffId, value: value ?? '', fan, now };
  return db.kept(JSON.stringify([...key, whose, after !== undefined]), values, (queries, given) =>
    build(queries, {
      ...asked,
      filter: { shop: given.shop, ...(owner !== '' && { owner: isPerson(owner) ? given.owner : owner }) },
      context: { ...context, staffId: given.staff },
      ...(after && { after: { value: given.value, fan_id: given.fan } }),
      now: given.now,
    }),
  );
}
