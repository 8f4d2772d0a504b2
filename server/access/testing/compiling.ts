import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { DB } from '../../db/generated/schema.js';
import { type Ability, abilityOf } from '../ability.js';
import { AccessPlugin } from '../plugin.js';
import type { Rule } from '../rules.js';

export const shop = '11111111-1111-7111-8111-111111111111';
export const me = '22222222-2222-7222-8222-222222222222';
export const other = '33333333-3333-7333-8333-333333333333';

/** A Kysely that only compiles, bound to an ability. */
export function bound(ability: Ability): Kysely<DB> {
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new AccessPlugin(ability)],
  });
}

type Written = Partial<Rule> & Pick<Rule, 'subject' | 'rows'>;

/** Bound to what these rules grant in one shop, and in others where they are named. */
export function database(rules: Written[], shopIds = [shop]): Kysely<DB> {
  const full = rules.map((rule) => ({ actions: ['read' as const], masked: [], hidden: [], find: [], ...rule }));
  return bound(abilityOf([{ staffId: me, shopIds, teamIds: [], rules: full }]));
}
