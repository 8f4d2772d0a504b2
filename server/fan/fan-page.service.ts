import { z } from '@hono/zod-openapi';
import { birthdayText } from '@fanloom/dsl/core/birthday.js';
import { type Ability, mayAtAll } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { writableGiven } from '../field/given-field.sql.js';
import { notFound } from '../problem/common.js';
import { scoreTerms } from '../segment/audience.sql.js';
import { scoresOfFan } from '../segment/scores.sql.js';
import { consentOf, enrolmentsOf, inShop, personInShops, tagsOf } from './fan-page.queries.js';

/** Everything known of one fan, from one shop's point of view. Throws a Problem (REQ404) for a foreign or missing one. */
export async function fanPage(db: ScopedDb, ability: Ability, fanId: string, shopId: string | undefined) {
  const places = await personInShops(db, fanId);
  const place = places.find(({ shop_id }) => shop_id === shopId) ?? (shopId === undefined ? latest(places) : undefined);
  if (!place) throw notFound();
  const { id, shop_id, zone, score_thresholds, now } = place;
  const { nick, phone_mask, email_mask, birthday, custom, created_at } = place;
  const terms = scoreTerms({ id: shop_id, zone, score_thresholds, now });
  const [shop, tags, consent, enrolments] = await Promise.all([
    inShop(db, id, shop_id, { scores: scoresOfFan(ability, terms), mayWrite: writableGiven(ability) }),
    tagsOf(db, id, shop_id),
    consentOf(db, id, shop_id),
    mayAtAll(ability, 'read', 'sop') ? enrolmentsOf(db, id, shop_id) : [],
  ]);
  return {
    id,
    nick: shop.nick ?? nick,
    phone_mask,
    email_mask,
    birthday: birthday && birthdayText(birthday),
    custom,
    created_at,
    shop,
    shops: places.map((known) => ({ id: known.shop_id, name: known.name })),
    tags,
    consent,
    sops: enrolments.map(whereInSop),
    may_unmask: mayAtAll(ability, 'unmask', 'fan'),
  };
}

/** The shop where the fan was active last. */
function latest(places: Awaited<ReturnType<typeof personInShops>>) {
  const when = ({ last_active_at }: (typeof places)[number]) => last_active_at?.getTime() ?? 0;
  return [...places].sort((a, b) => when(b) - when(a))[0];
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
