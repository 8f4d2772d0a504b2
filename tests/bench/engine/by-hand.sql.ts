import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '@fanloom/server/db/database.js';

/**
 * 新粉7日转化 written by hand: the statements somebody would write who has only this SOP, with all of the engine's checks
 * and effects. `among` says which fans: all of them at once, or one.
 */
export interface HandWritten {
  shopId: string;
  sopId: string;
  versionId: string;
  runId: string;
  couponId: string;
  /** Keys of its two messages. */
  welcome: string;
  reminder: string;
}

export interface Turn {
  db: Db | Tx;
  sop: HandWritten;
  /** Over fan `f`. */
  among: RawBuilder<boolean>;
  /** Business time. */
  now: Date;
}

export const everybody: RawBuilder<boolean> = sql`true`;

export function onlyFan(fan: string): RawBuilder<boolean> {
  return sql`f.id = ${fan}::uuid`;
}

export async function readHandWritten(db: Db): Promise<HandWritten> {
  const { rows } = await sql<HandWritten>`
    select p.shop_id as "shopId", p.id as "sopId", v.id as "versionId", gen_random_uuid() as "runId", c.id as "couponId",
      send.keys[1] as welcome, send.keys[2] as reminder
    from sop p join sop_version v on v.id = p.live_version join coupon c on c.shop_id = p.shop_id and c.name = '新人10元'
    cross join lateral (
      select array_agg(step ->> 'key' order by no) as keys
      from jsonb_array_elements(v.program -> 'steps') with ordinality steps(step, no) where step ->> 'kind' = 'send'
    ) send
    where p.name = '新粉7日转化'`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('新粉7日转化 is not published');
  await sql`insert into tag (shop_id, name) select ${row.shopId}::uuid, unnest(${ALL_TAGS}::text[])`.execute(db);
  return row;
}

const IN_FLOW = ['新粉-待转化', '7日转化流程中'];
const FAILED = ['新粉-转化失败'];
const BOUGHT = ['首购粉'];
const ALL_TAGS = [...IN_FLOW, ...FAILED, ...BOUGHT];

/** Followed, never paid, never been in: enters once. */
export async function enter({ db, sop, among, now }: Turn): Promise<void> {
  await sql`
    with fact as (
      select distinct on (f.root_id) f.root_id as fan, ev.id, ev.happened_at, ev.properties
      from event ev join fan f on f.id = ev.fan_id
      where ev.shop_id = ${sop.shopId} and ev.type = 'follow' and not ev.history and ${among}
        and not exists (select from fan m join fan_day d on d.fan_id = m.id and d.type = 'order.pay'
          where m.root_id = f.root_id and d.shop_id = ${sop.shopId})
      order by f.root_id, ev.happened_at
    ), seen as (
      insert into entry_seen (sop_id, fan_id, fact_key) select ${sop.sopId}::uuid, fan, id::text from fact
      on conflict do nothing returning fan_id
    ), admitted as (
      insert into entry as t (sop_id, fan_id, active, last_anchor_at, n, happened_at)
      select ${sop.sopId}::uuid, fan, true, ${now}::timestamptz, 1, happened_at from fact join seen on fan_id = fan
      on conflict (sop_id, fan_id, thing) do update set active = true, n = t.n + 1 where not t.active and t.n = 0
      returning fan_id
    )
    insert into enrolment (run_id, lane_no, sop_id, version_id, shop_id, fan_id, event_id, event_properties, happened_at,
      entered_at, provider_base)
    select ${sop.runId}::uuid, 1, ${sop.sopId}::uuid, ${sop.versionId}::uuid, ${sop.shopId}::uuid, fan, id, properties,
      happened_at, ${now}::timestamptz,
      left(encode(sha256(convert_to(fan || '/' || ${sop.sopId}::text || '/' || id, 'UTF8')), 'hex'), 32)
    from fact join admitted on fan_id = fan`.execute(db);
}

/** Whoever has paid since entering is out, and nothing planned goes to them. @returns how many */
export async function leave({ db, sop, among, now }: Turn): Promise<number> {
  const { rows } = await sql<{ root_id: string }>`
    with gone as (
      update enrolment e set state = 'left', reason = 'leave.1', ended_at = ${now}
      from fan f
      where f.id = e.fan_id and e.sop_id = ${sop.sopId} and e.state = 'active' and ${among} and ${hasPaid(sop)}
      returning e.id, e.fan_id, f.root_id
    ), released as (
      update entry t set active = false from gone where t.sop_id = ${sop.sopId} and t.fan_id = gone.fan_id
    ), cancelled as (
      update effect x set status = 'cancelled', reason = 'left', done_at = ${now} from gone
      where x.enrolment_id = gone.id and x.status = 'planned'
    )
    select root_id from gone`.execute(db);
  const fans = rows.map((row) => row.root_id);
  if (fans.length > 0) {
    const bought = { db, sop, now, among: sql<boolean>`f.id = any(${fans}::uuid[])` };
    await changeTags(bought, { add: BOUGHT, remove: IN_FLOW, state: 'left' });
  }
  return fans.length;
}

function hasPaid(sop: HandWritten): RawBuilder<boolean> {
  return sql`exists (
    select from fan m join event paid on paid.fan_id = m.id and paid.type = 'order.pay'
    where m.root_id = f.root_id and paid.shop_id = ${sop.shopId} and paid.happened_at > e.happened_at)`;
}

interface TagChange {
  add: string[];
  remove: string[];
  /** Of the enrolments whose fans it concerns. */
  state: 'active' | 'left';
}

async function changeTags({ db, sop, among, now }: Turn, { add, remove, state }: TagChange): Promise<void> {
  const own = sql`enrolment e join fan f on f.id = e.fan_id
    where e.sop_id = ${sop.sopId} and e.state = ${state} and ${among}`;
  if (remove.length > 0) {
    await sql`
      delete from fan_tag using tag t
      where fan_tag.tag_id = t.id and t.shop_id = ${sop.shopId} and t.name = any(${remove}::text[])
        and fan_tag.fan_id in (select f.root_id from ${own})`.execute(db);
  }
  await sql`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select ${sop.shopId}::uuid, member.root_id, t.id, ${`sop:${sop.versionId}`}, ${now}
    from (select distinct f.root_id from ${own}) member
    join tag t on t.shop_id = ${sop.shopId} and t.name = any(${add}::text[])
    on conflict do nothing`.execute(db);
}

/** Day 0, first part. */
export async function tagInFlow(turn: Turn): Promise<void> {
  await changeTags(turn, { add: IN_FLOW, remove: [], state: 'active' });
}

/** Checks consent, block, the limit of three in seven days and the coupon's stock, reserves, and writes the messages. */
export async function plan({ db, sop, among, now }: Turn, message: 'welcome' | 'reminder'): Promise<void> {
  const own = sql`enrolment e join fan f on f.id = e.fan_id
    where e.sop_id = ${sop.sopId} and e.state = 'active' and ${among}`;
  const withCoupon = message === 'welcome';
  await sql`
    insert into fan_guard (fan_id) select distinct f.root_id from ${own} order by 1 on conflict do nothing`.execute(db);
  await sql`
    select count(*) from (select from fan_guard g where g.fan_id in (select f.root_id from ${own})
      order by g.fan_id for update) locked`.execute(db);
  if (withCoupon) await sql`select from coupon where id = ${sop.couponId} for update`.execute(db);
  await sql`
    with judged as materialized (
      select e.id, f.root_id, e.provider_base, case
        when g.blocked is not null then 'opted_out'
        when not coalesce(c.granted, false) then 'no_consent'
        when (select count(*) from unnest(g.sent_at) s(at) where s.at > ${now}::timestamptz - interval '7 days') >= 3
          then 'capped'
      end as verdict
      from (select e.*, f.root_id from ${own}) e join fan f on f.id = e.root_id
      join fan_guard g on g.fan_id = e.root_id
      left join consent c on c.shop_id = ${sop.shopId} and c.fan_id = e.root_id and c.channel = 'private_message'
    ), ranked as (
      select judged.*, row_number() over (order by verdict is not null, root_id) as rank from judged
    ), decided as (
      select ranked.*, coalesce(verdict, case when ${withCoupon} and rank > stock - issued then 'no_stock' end) as reason
      from ranked, coupon where coupon.id = ${sop.couponId}
    ), planned as (
      insert into effect (enrolment_id, step_key, run_id, version_id, sop_id, shop_id, fan_id, kind, channel, step,
        status, reason, coupon, coupon_fen, send_at, provider_key, done_at)
      select id, ${sop[message]}, ${sop.runId}::uuid, ${sop.versionId}::uuid, ${sop.sopId}::uuid, ${sop.shopId}::uuid,
        root_id, 'message', 'private_message', 1, case when reason is null then 'planned' else 'skipped' end, reason,
        ${withCoupon ? '新人10元' : null}, ${withCoupon ? 1_000 : 0}, ${now}::timestamptz,
        provider_base || '/' || ${sop[message]}, case when reason is not null then ${now}::timestamptz end
      from decided on conflict do nothing
      returning fan_id, status
    ), counted as (
      select count(*)::int as n from planned where status = 'planned'
    ), reserved as (
      update coupon set issued = issued + n from counted where coupon.id = ${sop.couponId} and ${withCoupon}
    )
    update fan_guard g set sent_at = g.sent_at || ${now}::timestamptz, channels = g.channels || 'private_message'::text
    from planned where planned.fan_id = g.fan_id and planned.status = 'planned'`.execute(db);
}

/** Judges once more, issues the coupons, writes the texts and commits to the hand-over. */
export async function claim({ db, sop, among, now }: Turn): Promise<void> {
  await sql`
    with due as materialized (
      select x.id, x.enrolment_id, x.step_key, x.fan_id, x.coupon, case
        when e.state = 'left' or ${hasPaid(sop)} then 'left'
        when g.blocked is not null then 'opted_out'
        when not coalesce(c.granted, false) then 'no_consent'
      end as reason
      from effect x
      join enrolment e on e.id = x.enrolment_id join fan f on f.id = e.fan_id
      join fan_guard g on g.fan_id = f.root_id
      left join consent c on c.shop_id = x.shop_id and c.fan_id = f.root_id and c.channel = x.channel
      where x.status = 'planned' and x.send_at <= ${now} and x.sop_id = ${sop.sopId} and ${among}
      for update of x
    ), issued as (
      insert into coupon_issue (coupon_id, shop_id, fan_id, enrolment_id, step_key, code, issued_at, expires_at)
      select ${sop.couponId}::uuid, ${sop.shopId}::uuid, fan_id, enrolment_id, step_key,
        upper(left(md5(gen_random_uuid()::text), 12)), ${now}::timestamptz,
        ((${now}::timestamptz at time zone 'Asia/Shanghai')::date + 8) at time zone 'Asia/Shanghai'
      from due where reason is null and coupon is not null
      on conflict (enrolment_id, step_key, coupon_id) do nothing
      returning enrolment_id, code
    )
    update effect x set reason = due.reason, attempt = x.attempt + 1,
      lease_until = clock_timestamp() + interval '60 seconds',
      status = case when due.reason is null then 'sending' when due.reason = 'left' then 'cancelled' else 'skipped' end,
      body = case when due.coupon is not null
        then '亲,欢迎加入我们的大家庭!送您一张新人专享10元无门槛优惠券 /c/' || issued.code
        else '亲,您的新人专享券还有' || (given.expires_at at time zone 'Asia/Shanghai')::date - 1
          - (${now}::timestamptz at time zone 'Asia/Shanghai')::date || '天就要过期啦!' || (shop.links ->> 'live.link') end
    from due
    left join issued on issued.enrolment_id = due.enrolment_id
    left join coupon_issue given on given.enrolment_id = due.enrolment_id and due.coupon is null
    join shop on shop.id = ${sop.shopId}
    where x.id = due.id`.execute(db);
}

/** What the sandbox does with what it is handed. */
export async function handOver({ db, sop, among, now }: Turn): Promise<void> {
  await sql`
    insert into sandbox_message (provider_key, shop_id, fan_id, channel, body, at)
    select x.provider_key, x.shop_id, x.fan_id, x.channel, x.body, ${now}::timestamptz
    from effect x join fan f on f.id = x.fan_id
    where x.status = 'sending' and x.sop_id = ${sop.sopId} and ${among} on conflict do nothing`.execute(db);
}

/** Sent: the message's outcome, its event and the day's sum. */
export async function settle({ db, sop, among, now }: Turn): Promise<void> {
  await sql`
    with sent as (
      update effect x set status = 'sent', provider = 'sandbox', lease_until = null, done_at = ${now}
      from fan f
      where f.id = x.fan_id and x.status = 'sending' and x.sop_id = ${sop.sopId} and ${among}
      returning x.fan_id, x.channel, x.provider_key
    ), told as (
      insert into event (id, shop_id, fan_id, type, happened_at, arrived_at, source, properties)
      select left(encode(sha256(convert_to(${`${sop.shopId}|message|`}::text || provider_key, 'UTF8')), 'hex'), 32)::uuid,
        ${sop.shopId}::uuid, fan_id, 'message.sent', ${now}::timestamptz, ${now}, 'delivery',
        jsonb_build_object('channel', channel)
      from sent
    )
    insert into fan_day as kept (fan_id, shop_id, type, day, n)
    select fan_id, ${sop.shopId}::uuid, 'message.sent', (${now}::timestamptz at time zone 'Asia/Shanghai')::date, count(*)
    from sent group by fan_id order by fan_id
    on conflict (fan_id, type, day, shop_id) do update set n = kept.n + excluded.n`.execute(db);
}

/** Day 7: not bought. */
export async function finish(turn: Turn): Promise<void> {
  const { db, sop, among, now } = turn;
  await changeTags(turn, { add: FAILED, remove: IN_FLOW, state: 'active' });
  await sql`
    with ended as (
      update enrolment e set state = 'finished', ended_at = ${now} from fan f
      where f.id = e.fan_id and e.sop_id = ${sop.sopId} and e.state = 'active' and ${among} returning e.fan_id
    )
    update entry t set active = false from ended where t.sop_id = ${sop.sopId} and t.fan_id = ended.fan_id`.execute(db);
}
