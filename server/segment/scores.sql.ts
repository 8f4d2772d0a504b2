import { RFM_NAMES } from '@fanloom/dsl/condition/rfm.js';
import { type AliasableExpression, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf as rowScopeOf } from '../access/rows.js';
import { trust } from '../access/trusted.js';
import { scopeOf } from '../condition/context.js';
import { fieldColumn } from '../condition/field.js';
import { fieldsBehind } from '../condition/fields-behind.js';
import { contextOf, type ShopTerms } from './audience.sql.js';

/** R F M I W from 1 to 5 and the value tier; null where the person does not see what they are given by. */
export type Scores = Record<(typeof RFM_NAMES)[number], number | null> & { value_tier: string | null };

/** The scores of a row of `fan_shop` in a query of a request: each only where one rule shows all that it is given by. */
export function scoresOfFan(ability: Ability, terms: ShopTerms): AliasableExpression<Scores> {
  const scope = scopeOf(contextOf(terms));
  const pairs = [...RFM_NAMES, 'value_tier'].map((name) => {
    const seen = rowsIn(rowScopeOf(ability, 'read', 'fan', [...fieldsBehind(name)]), 'fan_shop');
    return sql`${name}::text, case when ${seen} then ${fieldColumn(name, scope)} end`;
  });
  return trust(sql<Scores>`jsonb_build_object(${sql.join(pairs)})`);
}
