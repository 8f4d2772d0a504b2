import type { Compilable, CompiledQuery } from 'kysely';
import { QueryTemplate, type QueryValues } from '../db/query-template.js';
import type { Ability } from './ability.js';

/** Beyond this no more are kept for a person, so that a key that is not one of few cannot fill the memory. */
const mostKept = 200;

/** Queries as they were compiled for one ability, which does not change. */
export class KeptQueries {
  readonly #templates = new Map<string, QueryTemplate<QueryValues>>();

  /** The query of this key with its values: `build` is asked only when it is not known. */
  filled<V extends QueryValues, Row>(
    key: string,
    values: V,
    build: (standIns: V) => Compilable<Row>,
  ): CompiledQuery<Row> {
    const template: QueryTemplate<V> = this.#templates.get(key) ?? new QueryTemplate(values, build);
    if (this.#templates.size < mostKept) this.#templates.set(key, template);
    return template.filled(values);
  }
}

const byAbility = new WeakMap<Ability, KeptQueries>();

export function keptQueriesOf(ability: Ability): KeptQueries {
  const known = byAbility.get(ability) ?? new KeptQueries();
  byAbility.set(ability, known);
  return known;
}
