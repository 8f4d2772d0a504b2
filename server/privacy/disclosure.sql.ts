import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/database.js';

/** Which part of the company's data on a fan is told. */
export interface Whole {
  /** All records of the fan. */
  fans: readonly string[];
  /** Shops whose data is told. */
  shops: readonly string[];
}

/** One kind of thing that is known of a fan, and where it stands. */
interface Section {
  tables: readonly string[];
  query: (whole: Whole) => RawBuilder<Row>;
}

export type Row = Record<string, unknown>;

const mine = ({ fans, shops }: Whole, alias: string) =>
  sql`${sql.ref(`${alias}.fan_id`)} = any(${fans}::uuid[]) and ${sql.ref(`${alias}.shop_id`)} = any(${shops}::uuid[])`;

/** What the fan is told beside their own fields, in this order. */
export const sections = {
  identities: {
    tables: ['identity'],
    query: ({ fans }) => sql`
      select kind, created_at as known_since from identity where fan_id = any(${fans}::uuid[]) order by kind, created_at`,
  },
  shops: {
    tables: ['fan_shop'],
    query: (whole) => sql`
      select shop.name as shop, s.nick, s.source, s.member_level, s.points, s.first_follow_at, s.last_watch_at,
        s.watch_seconds, s.visits, s.comments, s.likes, s.shares, s.gifts, s.fan_level, s.intimacy, s.first_purchase_at,
        s.last_purchase_at, s.orders, s.spend, s.refunded, s.categories, s.favourite_series, s.refill_due,
        s.refill_product, nullif(s.last_active_at, 'epoch') as last_active_at, s.created_at
      from fan_shop s join shop on shop.id = s.shop_id where ${mine(whole, 's')} order by shop.name`,
  },
  tags: {
    tables: ['fan_tag'],
    query: (whole) => sql`
      select shop.name as shop, t.name as tag, ft.source, ft.added_at
      from fan_tag ft join tag t on t.id = ft.tag_id join shop on shop.id = ft.shop_id
      where ${mine(whole, 'ft')} order by ft.added_at, t.name`,
  },
  consent: {
    tables: ['consent'],
    query: (whole) => sql`
      select shop.name as shop, c.channel, c.granted, c.source, c.at
      from consent c join shop on shop.id = c.shop_id where ${mine(whole, 'c')} order by c.channel`,
  },
  orders: {
    tables: ['shop_order', 'order_line'],
    query: (whole) => sql`
      select o.fan_id, shop.name as shop, o.platform, o.number, o.status, o.status_at, o.payable, o.paid, o.refunded,
        o.quantity, o.title, o.category, o.ordered_at, o.paid_at, o.close_reason, o.receiver_encrypted, (
          select jsonb_agg(jsonb_build_object('title', l.title, 'price', l.price, 'quantity', l.quantity,
            'attributes', l.attributes, 'sku', l.sku, 'category', l.category) order by l.line)
          from order_line l where l.platform = o.platform and l.shop_id = o.shop_id and l.number = o.number) as lines
      from shop_order o join shop on shop.id = o.shop_id where ${mine(whole, 'o')} order by o.ordered_at, o.number`,
  },
  events: {
    tables: ['event'],
    query: (whole) => sql`
      select shop.name as shop, e.type, e.happened_at, e.source, e.properties
      from event e join shop on shop.id = e.shop_id where ${mine(whole, 'e')} order by e.happened_at, e.id`,
  },
  live_sessions: {
    tables: ['live_snapshot'],
    query: (whole) => sql`
      select shop.name as shop, l.name as session, s.watch_seconds, s.visits, s.comments, s.likes, s.shares, s.gifts,
        s.fan_level, s.intimacy, s.last_watch_at
      from live_snapshot s join live_session l on l.id = s.session_id join shop on shop.id = s.shop_id
      where ${mine(whole, 's')} order by l.started_at, l.name`,
  },
  messages: {
    tables: ['effect', 'sandbox_message'],
    query: (whole) => sql`
      select shop.name as shop, p.name as sop, x.channel, x.purpose, x.status, x.reason, x.send_at, x.done_at, x.body
      from effect x join sop p on p.id = x.sop_id join shop on shop.id = x.shop_id
      where ${mine(whole, 'x')} order by x.send_at, x.id`,
  },
  pushes: {
    tables: ['webhook_call'],
    query: (whole) => sql`
      select shop.name as shop, c.name as receiver, c.status, c.created_at, c.done_at
      from webhook_call c join shop on shop.id = c.shop_id where ${mine(whole, 'c')} order by c.created_at`,
  },
  sops: {
    tables: ['enrolment'],
    query: (whole) => sql`
      select shop.name as shop, p.name as sop, e.entered_at, e.state, e.reason, e.ended_at, e.goal_at, e.event_properties
      from enrolment e join sop p on p.id = e.sop_id join shop on shop.id = e.shop_id
      where ${mine(whole, 'e')} order by e.entered_at, e.id`,
  },
  comparisons: {
    tables: ['fan_arm'],
    query: ({ fans, shops }) => sql`
      select p.name as sop, a.split, a.arm, a.at from fan_arm a join sop p on p.id = a.sop_id
      where a.fan_id = any(${fans}::uuid[]) and p.shop_id = any(${shops}::uuid[]) order by a.at`,
  },
  coupons: {
    tables: ['coupon_issue'],
    query: (whole) => sql`
      select shop.name as shop, c.name as coupon, i.code, i.issued_at, i.expires_at, i.used_at
      from coupon_issue i join coupon c on c.id = i.coupon_id join shop on shop.id = i.shop_id
      where ${mine(whole, 'i')} order by i.issued_at`,
  },
  points: {
    tables: ['points_entry'],
    query: (whole) => sql`
      select shop.name as shop, p.points, p.at from points_entry p join shop on shop.id = p.shop_id
      where ${mine(whole, 'p')} order by p.at`,
  },
  tasks: {
    tables: ['task'],
    query: (whole) => sql`
      select shop.name as shop, t.title, case when t.created_by is not null then t.note ->> 0 end as note, t.result,
        t.state, t.state_reason, t.created_at, t.due_at, t.done_at
      from task t join shop on shop.id = t.shop_id where ${mine(whole, 't')} order by t.created_at`,
  },
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof sections;

/** Tables of fans that tell nothing of their own: keys, counts made from what is told, and how the product works. */
export const untold: readonly string[] = [
  // The fan's own fields are told first, in plain; a part is what they were before a merge.
  ...['fan', 'fan_key', 'fan_part', 'fan_merge', 'import_earlier'],
  ...['fan_day', 'fan_guard', 'entry', 'entry_seen', 'entry_refusal', 'trigger_look', 'trigger_state'],
  ...['notice', 'fan_job_item', 'taste_due'],
];

export async function readSection(db: Db, name: SectionName, whole: Whole): Promise<Row[]> {
  const section: Section = sections[name];
  return (await section.query(whole).execute(db)).rows;
}
