import type { Compilable, Expression, Kysely, QueryCreator, Transaction } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import type { DB } from '../db/generated/schema.js';
import type { QueryValues } from '../db/query-template.js';
import type { Ability } from './ability.js';
import { type KeptQueries, keptQueriesOf } from './kept-queries.js';
import { AccessPlugin } from './plugin.js';

/** The part of Kysely that a request may use: nothing in it steps around the plugin. */
export interface ScopedQueries<T> extends Pick<
  QueryCreator<T>,
  'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom'
> {
  with<N extends string, Row>(
    name: N,
    query: (queries: ScopedQueries<T>) => Expression<Row>,
  ): ScopedQueries<T & Record<N, Row>>;
}

/** A database that shows and changes only what the ability grants. */
export interface ScopedDb extends ScopedQueries<DB> {
  /**
   * The rows of a query that is asked all the time: put together once for the ability and `key`, which tells its text
   * apart from any other. `build` gets a stand-in for each of the values, and must use nothing else that differs from
   * call to call.
   */
  kept<Row, V extends QueryValues>(
    key: string,
    values: V,
    build: (queries: ScopedQueries<DB>, standIns: V) => Compilable<Row>,
  ): Promise<Row[]>;
  transaction<R>(run: (tx: ScopedDb) => Promise<R>): Promise<R>;
}

/** Binds a connection or a running transaction to an ability. */
export function scopedDb(db: Db | Tx, ability: Ability): ScopedDb {
  return bind(db.withPlugin(new AccessPlugin(ability)), keptQueriesOf(ability));
}

function bind(db: Kysely<DB> | Transaction<DB>, known: KeptQueries): ScopedDb {
  const queries = narrow(db);
  const kept: ScopedDb['kept'] = async (key, values, build) => {
    const query = known.filled(key, values, (standIns) => build(queries, standIns));
    return (await db.executeQuery(query)).rows;
  };
  return Object.assign(queries, {
    kept,
    transaction: <R>(run: (tx: ScopedDb) => Promise<R>) => db.transaction().execute((tx) => run(bind(tx, known))),
  });
}

/** Hides all but the four kinds of queries; the object itself has no way to the Kysely behind it. */
function narrow<T>(queries: QueryCreator<T>): ScopedQueries<T> {
  return {
    selectFrom: queries.selectFrom.bind(queries),
    insertInto: queries.insertInto.bind(queries),
    updateTable: queries.updateTable.bind(queries),
    deleteFrom: queries.deleteFrom.bind(queries),
    with: <N extends string, Row>(name: N, query: (inner: ScopedQueries<T>) => Expression<Row>) =>
      narrow(
        queries.with(name, (inner) => query(narrow(inner)) as Expression<never>) as QueryCreator<T & Record<N, Row>>,
      ),
  };
}
