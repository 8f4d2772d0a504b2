import { sql } from 'kysely';
import type { ScopedDb } from '../access/scoped-db.js';
import { type RowScope, rowsIn } from '../access/rows.js';
import type { Db, Tx } from '../db/database.js';
import { lastActive } from './last-active.js';

/** Roots of the records that somebody may change in every shop that knows them; the others are missing. */
export async function rootsWithin(
  db: Db | Tx,
  scope: RowScope,
  records: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; root_id: string }>`
    select f.id, f.root_id from fan f where f.id = any(${[...records]}::uuid[])
      and exists (select from fan_shop where fan_shop.fan_id = f.root_id)
      and not exists (select from fan_shop where fan_shop.fan_id = f.root_id and ${rowsIn(scope, 'fan_shop')} is not true)`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row.root_id]));
}

export interface MergeLine {
  id: string;
  at: Date;
  reason: 'identity' | 'hand';
  kinds: string[];
  note: string | null;
  by_name: string | null;
  from_record: string;
  into_record: string;
  undone_at: Date | null;
  undone_by_name: string | null;
}

/** Merges that records of a root were in, newest first; also undone ones. */
export async function mergesOf(db: Db, root: string): Promise<MergeLine[]> {
  const { rows } = await sql<MergeLine>`
    select m.id, m.at, m.reason, m.kinds, m.note, m.from_record, m.into_record, m.undone_at, by_staff.name as by_name,
      undone_by.name as undone_by_name
    from fan_merge m
    left join staff by_staff on by_staff.id = m.by_staff left join staff undone_by on undone_by.id = m.undone_by
    where m.id in (
      select id from fan_merge where from_record in (select id from fan where root_id = ${root})
      union select id from fan_merge where into_record in (select id from fan where root_id = ${root}))
    order by m.at desc, m.id desc limit 200`.execute(db);
  return rows;
}

/** What people said of two records. */
export interface Decision {
  one: string;
  other: string;
  verdict: 'same' | 'apart';
  at: Date;
  by_name: string | null;
}

/** What people said of records of a root and others, newest first. */
export async function decisionsOf(db: Db, root: string): Promise<Decision[]> {
  const { rows } = await sql<Decision>`
    select p.one, p.other, p.state as verdict, p.decided_at as at, staff.name as by_name
    from fan_pair p left join staff on staff.id = p.decided_by
    where p.state <> 'open' and p.decided_at is not null and (p.one, p.other) in (
      select one, other from fan_pair where one in (select id from fan where root_id = ${root})
      union select one, other from fan_pair where other in (select id from fan where root_id = ${root}))
    order by p.decided_at desc, p.one limit 200`.execute(db);
  return rows;
}

/** Two records of whom people are asked. */
export interface OpenPair {
  one: string;
  other: string;
  why: 'contradiction' | 'met_again' | 'same_nick';
  kinds: string[];
  merge_id: string | null;
  at: Date;
}

/** Pairs of fans of a shop that wait for a decision, newest first: of whom every shop that knows them is in the scope. */
export async function openPairs(db: Db, shopId: string, scope: RowScope, most: number): Promise<OpenPair[]> {
  const { rows } = await sql<OpenPair>`
    select p.one, p.other, case when p.state = 'open' then 'contradiction' else 'met_again' end as why, p.kinds,
      p.merge_id, coalesce(p.met_at, p.at) as at
    from fan_pair p join fan f on f.id = p.one join fan g on g.id = p.other
    where (p.state = 'open' or p.met_at is not null)
      and exists (select from fan_shop s where s.shop_id = ${shopId} and s.fan_id in (f.root_id, g.root_id))
      and not exists (
        select from fan_shop s where s.fan_id in (f.root_id, g.root_id) and ${rowsIn(scope, 'fan_shop', 's')} is not true)
    order by at desc, p.one limit ${most}`.execute(db);
  return rows;
}

/** Fans of a shop whose nick another fan has in another shop of the platform; both are known there by nick, and in the scope. */
export async function sameNicks(db: Db, shopId: string, scope: RowScope, most: number): Promise<OpenPair[]> {
  const { rows } = await sql<OpenPair>`
    select least(i.fan_id, o.fan_id) as one, greatest(i.fan_id, o.fan_id) as other, 'same_nick' as why,
      array['nick'] as kinds, null as merge_id, greatest(i.created_at, o.created_at) as at
    from shop join shop others on others.platform = shop.platform and others.id <> shop.id
    join identity i on i.kind = 'nick' and i.scope = shop.platform || ':' || shop.id
    join identity o on o.kind = 'nick' and o.scope = others.platform || ':' || others.id and o.hash = i.hash
    join fan f on f.id = i.fan_id join fan g on g.id = o.fan_id
    join fan_shop s on s.shop_id = shop.id and s.fan_id = f.root_id and ${rowsIn(scope, 'fan_shop', 's')}
    join fan_shop t on t.shop_id = others.id and t.fan_id = g.root_id and ${rowsIn(scope, 'fan_shop', 't')}
    where shop.id = ${shopId} and f.root_id <> g.root_id and not exists (
      select from fan_pair p where p.one = least(i.fan_id, o.fan_id) and p.other = greatest(i.fan_id, o.fan_id))
    limit ${most}`.execute(db);
  return rows;
}

/** What tells the fans of these records apart, as the reader sees it. */
export async function facesOf(db: ScopedDb, shopId: string, records: readonly string[]) {
  if (records.length === 0) return [];
  return db
    .selectFrom('fan')
    .innerJoin('fan as root', 'root.id', 'fan.root_id')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .innerJoin('shop', 'shop.id', 'fan_shop.shop_id')
    .leftJoin('staff', 'staff.id', 'fan_shop.owner_id')
    .distinctOn('fan.id')
    .select(['fan.id as record', 'fan.root_id as fan_id', 'fan.nick', 'fan.phone_mask', 'shop.name as shop'])
    .select(['fan_shop.nick as shop_nick', 'fan_shop.orders', 'fan_shop.spend'])
    .select((eb) => lastActive(eb).as('last_active_at'))
    .select('staff.name as owner_name')
    .where('fan.id', 'in', [...records])
    .orderBy('fan.id')
    .orderBy((eb) => eb(eb.ref('fan_shop.shop_id'), '=', shopId), 'desc')
    .execute();
}
