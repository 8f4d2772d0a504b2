import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { type AliasableExpression, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { trust } from '../access/trusted.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import { scopeOf } from '../condition/context.js';
import { operandOf } from '../condition/expression.js';
import { fansToAskAbout } from './asked-rights.js';
import { contextOf, type ShopTerms } from './audience.sql.js';
import { compileSegment } from './compile-segment.js';
import { BEFORE } from './read-condition.js';

/** How many points a fan has by a score of the shop's own. */
export interface Points {
  name: string;
  points: number;
}

/**
 * Points by each score of the shop that the person may read, of a row of `fan_shop` in a query of a request: each only
 * where the person may ask for whom a condition on it holds.
 */
export async function pointsOfFan(
  db: ScopedDb,
  ability: Ability,
  shopId: string,
  terms: ShopTerms,
): Promise<AliasableExpression<Points[]>> {
  const scores = await db.selectFrom('score').select('name').where('shop_id', '=', shopId).orderBy('name').execute();
  if (scores.length === 0) return trust(sql<Points[]>`'[]'::jsonb`);
  const catalogue = await readCatalogue(db, shopId);
  const scope = scopeOf(contextOf(terms));
  const columns = scores.map(({ name }) => {
    const condition = conditionOn(name, catalogue);
    const known = condition && fansToAskAbout(ability, condition, {}, 'fan_shop');
    const points = known && sql`case when ${known} then ${operandOf(condition.left, scope).read('number')} end`;
    return sql`(${name}::text, ${points ?? sql`null`}::float8)`;
  });
  return trust(sql<Points[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'points', p.points) order by p.name)
      filter (where p.points is not null), '[]')
    from (values ${sql.join(columns)}) p (name, points))`);
}

function conditionOn(score: string, catalogue: Awaited<ReturnType<typeof readCatalogue>>) {
  const text = `${BEFORE}评分 "${score}" >= 0`;
  const { file } = parse(text);
  const [node] = file.definitions;
  const condition: Condition | undefined =
    node?.kind === 'segment'
      ? compileSegment(node, text, createContext([file], catalogue)).segment?.condition
      : undefined;
  return condition?.kind === 'compare' ? condition : null;
}
