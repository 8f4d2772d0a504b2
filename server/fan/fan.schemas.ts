import { z } from '@hono/zod-openapi';
import { GIVEN_FIELDS } from '../field/given-field.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const tag = z.object({
  fan_id: z.uuid(),
  id: z.uuid(),
  name: z.string(),
  dimension: z.string(),
  added_at: instant,
  source: z.string().nullable(),
});

/** Fields of a fan may be null because the role does not show them, too. */
const shown = {
  text: z.string().nullable(),
  number: z.number().nullable(),
  instant: instant.nullable(),
};

const score = z.number().int().min(1).max(5).nullable();
const scores = z
  .object({ R: score, F: score, M: score, I: score, W: score, value_tier: shown.text })
  .nullable()
  .openapi('Scores', { description: 'Null where what they are given by is not shown' });

/** The list's queries give it as text already. */
const instantText = z.string().nullable().openapi({ format: 'date-time' });

const fanRow = z.object({
  shop_id: z.uuid(),
  fan_id: z.uuid(),
  nick: shown.text,
  owner_id: shown.text,
  source: shown.text,
  member_level: shown.text,
  fan_level: shown.number,
  first_follow_at: instantText,
  last_watch_at: instantText,
  watch_seconds: shown.number,
  last_purchase_at: instantText,
  orders: shown.number,
  spend: shown.number.openapi({ description: 'fen' }),
  refunded: shown.number.openapi({ description: 'fen' }),
  last_active_at: instantText,
});

export const briefFans = z
  .object({ items: z.array(fanRow.openapi('BriefFan')), next_cursor: z.string().nullable() })
  .openapi('BriefFans');

export const fanListItem = fanRow
  .extend({
    phone_mask: shown.text,
    owner_name: shown.text,
    custom: z.unknown(),
    scores,
    tags: z.array(z.object({ id: z.uuid(), name: z.string(), dimension: z.string() })),
    sops: z.array(z.object({ id: z.uuid(), name: z.string() })),
  })
  .openapi('FanListItem');

export const fanList = z
  .object({
    items: z.array(fanListItem),
    next_cursor: z.string().nullable(),
    count: z
      .object({ value: z.number().int(), exact: z.boolean() })
      .nullable()
      .openapi({ description: 'With the first page only' }),
  })
  .openapi('FanList');

const fanInShop = z.object({
  shop_id: z.uuid(),
  fan_id: z.uuid(),
  owner_id: shown.text,
  owner_name: shown.text,
  team_id: shown.text,
  nick: shown.text,
  source: shown.text,
  member_level: shown.text,
  points: shown.number,
  first_follow_at: shown.instant,
  last_watch_at: shown.instant,
  watch_seconds: shown.number,
  visits: shown.number,
  comments: shown.number,
  likes: shown.number,
  shares: shown.number,
  gifts: shown.number,
  fan_level: shown.number,
  intimacy: shown.number,
  first_purchase_at: shown.instant,
  last_purchase_at: shown.instant,
  orders: shown.number,
  spend: shown.number.openapi({ description: 'fen' }),
  refunded: shown.number.openapi({ description: 'fen' }),
  categories: z.array(z.string()).nullable(),
  favourite_series: shown.text,
  refill_due: shown.text.openapi({ format: 'date' }),
  refill_product: shown.text,
  last_active_at: shown.instant,
  created_at: instant,
  scores,
  may_write: z.array(z.enum(GIVEN_FIELDS)).openapi({ description: 'Fields that the caller may write of this fan' }),
});

export const fanPage = z
  .object({
    id: z.uuid(),
    nick: shown.text,
    phone_mask: shown.text,
    email_mask: shown.text,
    birthday: shown.text.openapi({ description: 'YYYY-MM-DD, or MM-DD where nobody told the year' }),
    custom: z.unknown(),
    created_at: instant,
    may_unmask: z.boolean(),
    shop: fanInShop,
    shops: z.array(z.object({ id: z.uuid(), name: z.string() })),
    tags: z.array(tag),
    consent: z.array(
      z.object({
        channel: z.string(),
        granted: z.boolean().nullable(),
        source: shown.text,
        at: instant,
      }),
    ),
    sops: z.array(
      z.object({
        id: z.uuid(),
        sop_id: z.uuid(),
        sop_name: shown.text,
        version: z.number().int(),
        state: shown.text,
        reason: shown.text,
        event_type: shown.text.openapi({ description: 'The event that brought the fan in' }),
        happened_at: instant,
        entered_at: instant,
        ended_at: shown.instant,
        goal_at: shown.instant,
        step_key: shown.text,
        step_kind: shown.text,
        phase: shown.text,
        due_at: shown.instant.openapi({ description: 'Until when the fan waits at the step' }),
      }),
    ),
  })
  .openapi('Fan');

export const ownScores = z
  .object({ items: z.array(z.object({ name: z.string(), points: z.number() })) })
  .openapi('OwnScores', { description: 'Those whose signals the role shows' });

const item = { id: z.uuid(), at: instant };

export const timelineItem = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('event'),
      ...item,
      type: z.string(),
      source: shown.text,
      history: z.boolean().nullable(),
      properties: z.unknown(),
      result: shown.text.openapi({ description: 'What came of the task that was done' }),
    }),
    z.object({
      kind: z.literal('message'),
      ...item,
      channel: shown.text,
      status: shown.text,
      reason: shown.text,
      body: shown.text,
      coupon: shown.text,
      sop_id: z.uuid(),
      step_key: z.string(),
      done_at: shown.instant,
    }),
    z.object({ kind: z.literal('tag'), ...item, name: shown.text, source: shown.text }),
    z.object({
      kind: z.literal('sop'),
      ...item,
      sop_id: z.uuid(),
      name: shown.text,
      state: shown.text,
      reason: shown.text,
      ended_at: shown.instant,
    }),
    z.object({
      kind: z.literal('points'),
      ...item,
      points: shown.number,
      sop_id: z.uuid().nullable(),
      name: shown.text,
    }),
  ])
  .openapi('TimelineItem');

export const timelinePage = z
  .object({ items: z.array(timelineItem), next_cursor: z.string().nullable() })
  .openapi('Timeline');
