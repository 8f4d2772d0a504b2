import { z } from '@hono/zod-openapi';
import { type Ability, mayAtAll } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readScoreTerms } from '../segment/audience.sql.js';
import { scoresOfFan } from '../segment/scores.sql.js';
import { consentOf, enrolmentsOf, inShop, locateFan, personOf, shopsOf, tagsOf } from './fan-page.queries.js';

/** Everything known of one fan, from one shop's point of view. Throws a Problem (REQ404) for a foreign or missing one. */
export async function fanPage(db: ScopedDb, ability: Ability, fanId: string, shopId: string | undefined) {
  const { root_id, shop_id } = await locateFan(db, fanId, shopId);
  const terms = await readScoreTerms(db, shop_id);
  const [person, shop, shops, tags, consent, enrolments] = await Promise.all([
    personOf(db, root_id),
    inShop(db, root_id, shop_id, scoresOfFan(ability, terms)),
    shopsOf(db, root_id),
    tagsOf(db, root_id, shop_id),
    consentOf(db, root_id, shop_id),
    mayAtAll(ability, 'read', 'sop') ? enrolmentsOf(db, root_id, shop_id) : [],
  ]);
  return {
    ...person,
    nick: shop.nick ?? person.nick,
    shop,
    shops,
    tags,
    consent,
    sops: enrolments.map(whereInSop),
    may_unmask: mayAtAll(ability, 'unmask', 'fan'),
  };
}

const steps = z.object({ steps: z.array(z.object({ key: z.string(), kind: z.string() })) });

/** Names the step that the fan's lane stands at; a fan who is out of the SOP stands nowhere. */
function whereInSop({ program, step, phase, due_at, ...enrolment }: Awaited<ReturnType<typeof enrolmentsOf>>[number]) {
  const isIn = enrolment.state === 'active' || enrolment.state === 'parked';
  const known = steps.safeParse(program);
  const at = isIn && known.success && step !== null ? known.data.steps[step] : undefined;
  return {
    ...enrolment,
    step_key: at?.key ?? null,
    step_kind: at?.kind ?? null,
    phase: isIn ? phase : null,
    due_at: isIn ? due_at : null,
  };
}
