import type { Expression, Kysely, QueryCreator, Transaction } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import type { DB } from '../db/generated/schema.js';
import { prepared } from '../db/prepared.js';
import type { Ability } from './ability.js';
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
  /** For queries of few texts that are asked all the time, see `prepared`. */
  prepared: ScopedQueries<DB>;
  transaction<R>(run: (tx: ScopedDb) => Promise<R>): Promise<R>;
}

/** Binds a connection or a running transaction to an ability. */
export function scopedDb(db: Db | Tx, ability: Ability): ScopedDb {
  return bind(db.withPlugin(new AccessPlugin(ability)));
}

function bind(db: Kysely<DB> | Transaction<DB>): ScopedDb {
  return Object.assign(narrow(db), {
    prepared: narrow(db.withPlugin(prepared)),
    transaction: <R>(run: (tx: ScopedDb) => Promise<R>) => db.transaction().execute((tx) => run(bind(tx))),
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
