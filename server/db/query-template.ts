import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from './database.js';
import { mark } from './prepared.js';

/** Values of one call, by names of the query's own. */
export type QueryValues = Record<string, string>;

// PostgreSQL takes no NUL in a text, so no value looks like this.
const STAND_IN = '\0';

/**
 * A query that is put together once, with a stand-in for each value that comes later, and that each connection parses
 * and plans once: for what is asked all the time.
 */
export class QueryTemplate<Values extends QueryValues> {
  readonly #compiled: CompiledQuery;

  /** @param names of the values, whichever they are this time */
  constructor(names: Values, build: (standIns: Values) => Compilable) {
    const standIns = Object.fromEntries(Object.keys(names).map((name) => [name, STAND_IN + name]));
    const compiled = build(standIns as Values).compile();
    this.#compiled = { ...compiled, sql: `${compiled.sql} ${mark}` };
  }

  filled(values: Values): CompiledQuery {
    const parameters = this.#compiled.parameters.map((parameter) =>
      typeof parameter === 'string' && parameter.startsWith(STAND_IN)
        ? values[parameter.slice(STAND_IN.length)]
        : parameter,
    );
    return { ...this.#compiled, parameters };
  }
}

/** Asks such a query of any database. */
export function keptQuery<Values extends QueryValues, Row>(
  build: (db: Db, standIns: Values) => Compilable<Row>,
): (db: Db, values: Values) => Promise<Row[]> {
  const templates = new WeakMap<Db, QueryTemplate<Values>>();
  return async (db, values) => {
    const template = templates.get(db) ?? new QueryTemplate(values, (standIns) => build(db, standIns));
    templates.set(db, template);
    return (await db.executeQuery<Row>(template.filled(values))).rows;
  };
}
