import type { AliasableExpression } from 'kysely';
import type { ScopedDb } from '../access/scoped-db.js';
import type { GivenField } from '../field/given-field.js';
import { lastActive } from '../identity/last-active.js';
import { notFound } from '../problem/common.js';
import { businessTime } from '../segment/audience.sql.js';
import type { Scores } from '../segment/scores.sql.js';

/** The root of a fan and the shop to look from: the one asked for, else the one where the fan was active last. */
export async function locateFan(db: ScopedDb, fanId: string, shopId: string | undefined) {
  const place = await db
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .select(['fan.root_id', 'fan_shop.shop_id'])
    .where('fan.id', '=', fanId)
    .$if(shopId !== undefined, (query) => query.where('fan_shop.shop_id', '=', shopId ?? ''))
    .orderBy('fan_shop.last_active_at', 'desc')
    .executeTakeFirst();
  if (!place) throw notFound();
  return place;
}

/** The person behind a record, whatever the shop: once for each shop that knows the fan, by its name. */
export async function personInShops(db: ScopedDb, fanId: string) {
  return db
    .selectFrom('fan as record')
    .innerJoin('fan', 'fan.id', 'record.root_id')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.id')
    .innerJoin('shop', 'shop.id', 'fan_shop.shop_id')
    .select(['fan.id', 'fan.nick', 'fan.phone_mask', 'fan.email_mask', 'fan.birthday', 'fan.custom', 'fan.created_at'])
    .select(['fan_shop.shop_id', 'shop.name', 'shop.zone', 'shop.score_thresholds', 'fan_shop.last_active_at'])
    .select(businessTime.as('now'))
    .where('record.id', '=', fanId)
    .orderBy('shop.name')
    .execute();
}

/** What one shop knows of the fan. */
export async function inShop(
  db: ScopedDb,
  rootId: string,
  shopId: string,
  { scores, mayWrite }: { scores: AliasableExpression<Scores>; mayWrite: AliasableExpression<GivenField[]> },
) {
  return db
    .selectFrom('fan_shop')
    .leftJoin('staff', 'staff.id', 'fan_shop.owner_id')
    .selectAll('fan_shop')
    .select((eb) => lastActive(eb).as('last_active_at'))
    .select(['staff.name as owner_name', scores.as('scores'), mayWrite.as('may_write')])
    .where('fan_shop.fan_id', '=', rootId)
    .where('fan_shop.shop_id', '=', shopId)
    .executeTakeFirstOrThrow(notFound);
}

export async function tagsOf(db: ScopedDb, rootId: string, shopId: string) {
  return db
    .selectFrom('fan_tag')
    .innerJoin('tag', 'tag.id', 'fan_tag.tag_id')
    .select(['fan_tag.fan_id', 'tag.id', 'tag.name', 'tag.dimension', 'fan_tag.added_at', 'fan_tag.source'])
    .where('fan_tag.fan_id', '=', rootId)
    .where('tag.shop_id', '=', shopId)
    .orderBy('fan_tag.added_at')
    .orderBy('tag.name')
    .execute();
}

export async function consentOf(db: ScopedDb, rootId: string, shopId: string) {
  return db
    .selectFrom('consent')
    .select(['channel', 'granted', 'source', 'at'])
    .where('fan_id', '=', rootId)
    .where('shop_id', '=', shopId)
    .orderBy('channel')
    .execute();
}

/** Every SOP the fan is or was in, also under a record of before a merge, newest first: where it stands, until when, and which event brought the fan there. */
export async function enrolmentsOf(db: ScopedDb, rootId: string, shopId: string) {
  return db
    .selectFrom('enrolment')
    .innerJoin('sop', 'sop.id', 'enrolment.sop_id')
    .innerJoin('sop_version', 'sop_version.id', 'enrolment.version_id')
    .leftJoin('lane', (join) =>
      join.onRef('lane.run_id', '=', 'enrolment.run_id').onRef('lane.no', '=', 'enrolment.lane_no'),
    )
    .leftJoin('event', (join) =>
      join.onRef('event.id', '=', 'enrolment.event_id').onRef('event.happened_at', '=', 'enrolment.happened_at'),
    )
    .select([
      'enrolment.id',
      'enrolment.sop_id',
      'sop.name as sop_name',
      'sop_version.number as version',
      'sop_version.program',
      'enrolment.state',
      'enrolment.reason',
      'enrolment.happened_at',
      'enrolment.entered_at',
      'enrolment.ended_at',
      'enrolment.goal_at',
      'event.type as event_type',
      'lane.step',
      'lane.phase',
      'lane.due_at',
    ])
    .where('enrolment.fan_id', 'in', db.selectFrom('fan').select('id').where('root_id', '=', rootId))
    .where('enrolment.shop_id', '=', shopId)
    .orderBy('enrolment.entered_at', 'desc')
    .limit(50)
    .execute();
}
