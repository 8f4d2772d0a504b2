import { type RawBuilder, sql } from 'kysely';

/** What a table says about fans, and what becomes of that when a fan is erased. */
export interface FanTable {
  /** The column that names the fan's record. */
  fan: string;
  /** 'rows': they go. Else what stands afterwards in columns that can hold personal data. */
  erased: 'rows' | Record<string, RawBuilder<unknown>>;
  /** Columns of text, JSON or bytes that hold none: codes, keys and names that the shop gave. */
  keeps: readonly string[];
}

const nothing = sql`null`;
const noText = sql`''`;
const noKeys = sql`'{}'::jsonb`;

/** Strings that are names of the shop's own things, and ids; other words of an event may be the fan's. */
const harmlessProperties = [
  'product',
  'category',
  'session',
  'coupon',
  'channel',
  'survey',
  'quote',
  'order',
  'ticket',
];

/** Figures stay, so that counts and sums do; what somebody wrote goes. */
function withoutWords(column: string): RawBuilder<unknown> {
  return sql`(
    select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(${sql.ref(column)})
    where jsonb_typeof(value) in ('number', 'boolean') or key = any(${harmlessProperties}::text[]))`;
}

/** Every table with a fan in it. */
export const fanTables: Record<string, FanTable> = {
  fan: {
    fan: 'id',
    erased: {
      nick: nothing,
      phone_encrypted: nothing,
      phone_mask: nothing,
      email_encrypted: nothing,
      email_mask: nothing,
      birthday: nothing,
      custom: noKeys,
    },
    keeps: [],
  },
  fan_key: { fan: 'fan_id', erased: 'rows', keeps: [] },
  identity: { fan: 'fan_id', erased: 'rows', keeps: [] },
  fan_part: { fan: 'fan_id', erased: { said: noKeys }, keeps: [] },
  // Whoever was worked with is worked with no more.
  fan_shop: {
    fan: 'fan_id',
    erased: { nick: nothing, nick_at: nothing, owner_id: nothing, team_id: nothing },
    keeps: ['source', 'member_level', 'categories', 'favourite_series', 'refill_due', 'refill_product'],
  },
  event: { fan: 'fan_id', erased: { properties: withoutWords('properties') }, keeps: ['type', 'source'] },
  enrolment: {
    fan: 'fan_id',
    erased: { event_properties: withoutWords('event_properties') },
    keeps: ['thing', 'provider_base', 'state', 'reason'],
  },
  // Orders are accounts: number, goods and sums stay, who received them goes.
  shop_order: {
    fan: 'fan_id',
    erased: { receiver_encrypted: nothing, receiver_mask: nothing, custom: noKeys },
    keeps: ['platform', 'number', 'status', 'refunds', 'title', 'category', 'close_reason'],
  },
  effect: {
    fan: 'fan_id',
    erased: { body: nothing },
    keeps: [
      'step_key',
      'kind',
      'channel',
      'purpose',
      'status',
      'reason',
      'coupon',
      'provider',
      'provider_key',
      'trace',
    ],
  },
  sandbox_message: { fan: 'fan_id', erased: { body: noText }, keeps: ['provider_key', 'channel'] },
  notice: { fan: 'fan_id', erased: 'rows', keeps: [] },
  taste_due: { fan: 'fan_id', erased: 'rows', keeps: [] },
  // An SOP's words stay: what they say of the fan is filled in for each reader. What people wrote goes.
  task: {
    fan: 'fan_id',
    erased: {
      title: sql`case when created_by is null then title else '' end`,
      note: sql`case when created_by is null then note end`,
      result: nothing,
    },
    keeps: ['assignee_role', 'state', 'state_reason', 'step_key', 'overdue'],
  },
  fan_job_item: { fan: 'fan_id', erased: { before: nothing }, keeps: ['outcome', 'reason'] },
  fan_day: { fan: 'fan_id', erased: {}, keeps: ['type', 'day'] },
  fan_tag: { fan: 'fan_id', erased: {}, keeps: ['source'] },
  fan_arm: { fan: 'fan_id', erased: {}, keeps: ['split', 'arm'] },
  fan_guard: { fan: 'fan_id', erased: {}, keeps: ['channels', 'blocked'] },
  consent: { fan: 'fan_id', erased: {}, keeps: ['channel', 'source'] },
  points_entry: { fan: 'fan_id', erased: {}, keeps: ['step_key'] },
  coupon_issue: { fan: 'fan_id', erased: {}, keeps: ['step_key', 'code'] },
  live_snapshot: { fan: 'fan_id', erased: {}, keeps: [] },
  webhook_call: { fan: 'fan_id', erased: {}, keeps: ['step_key', 'name', 'provider_key', 'status', 'reason', 'trace'] },
  entry: { fan: 'fan_id', erased: {}, keeps: ['thing'] },
  entry_seen: { fan: 'fan_id', erased: {}, keeps: ['fact_key'] },
  entry_refusal: { fan: 'fan_id', erased: {}, keeps: ['fact_key', 'reason'] },
  trigger_look: { fan: 'fan_id', erased: {}, keeps: [] },
  trigger_state: { fan: 'fan_id', erased: {}, keeps: [] },
};

/** Rows that are a fan's by another way than a column of their own. `of` finds them: `fans` are the ids of records. */
export interface ReachedTable {
  erased: FanTable['erased'];
  of: (fans: readonly string[]) => RawBuilder<unknown>;
  keeps: readonly string[];
}

export const reachedTables: Record<string, ReachedTable> = {
  order_line: {
    erased: { attributes: nothing },
    of: (fans) => sql`(platform, shop_id, number) in (
      select platform, shop_id, number from shop_order where fan_id = any(${fans}::uuid[]))`,
    keeps: ['platform', 'number', 'title', 'sku', 'category'],
  },
  fan_merge: {
    erased: { note: nothing },
    of: (fans) => sql`from_record = any(${fans}::uuid[]) or into_record = any(${fans}::uuid[])`,
    keeps: ['reason', 'kinds'],
  },
  import_earlier: {
    erased: 'rows',
    of: (fans) => sql`key = any(${fans}::text[]) or (kind in ('order', 'line') and split_part(key, ' ', 1) in (
      select number from shop_order where fan_id = any(${fans}::uuid[])))`,
    keeps: [],
  },
};

/** Tables that are about something else. Where people may have written of a fan in passing, retention sees to it. */
export const otherTables: readonly string[] = [
  ...['clock', 'installation', 'shop', 'team', 'staff', 'role', 'staff_role', 'hand_over', 'hand_over_item'],
  ...['session', 'signing_key', 'second_factor', 'recovery_code', 'single_sign_on', 'sso_identity', 'login_failure'],
  ...['api_token', 'audit', 'audit_chain', 'audit_head', 'retention', 'retention_run'],
  ...['saved_view', 'list_layout', 'fan_job', 'custom_field'],
  ...['product_cycle', 'tag', 'segment', 'segment_size', 'rule_tag', 'score', 'word_list', 'definition_version'],
  ...['sop', 'sop_version', 'approval', 'message_text', 'listen', 'schedule', 'broadcast_entrance', 'run', 'lane'],
  ...['run_step', 'budget_use', 'coupon', 'live_session', 'channel_binding', 'webhook_target', 'shard_lease'],
  // Ids of records and keyed hashes only.
  ...['fan_pair', 'suppression', 'erasure', 'event_key', 'fact_outbox'],
  // Rejected rows are sealed, go with retention, and with the fan whom they name.
  ...['import', 'import_batch', 'import_reject', 'import_mapping', 'import_source', 'import_pull'],
];
