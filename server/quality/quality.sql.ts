import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { type RawBuilder, sql } from 'kysely';
import { type Ability, seesField, withheldKeys } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { Db } from '../db/database.js';
import { peopleOf } from '../person/people.sql.js';

const MOST_CAUTIONS = 50;

/** How many fans of a shop have a value in a field. */
export interface Filled {
  field: string;
  fans: number;
}

/** What may be wrong with a fan; whoever has it can be listed. */
export const FAN_PROBLEMS = [
  'without_identity',
  'without_contact',
  'without_nick',
  'alike',
  'without_phone',
  'without_owner',
  'without_consent',
  'unknown_person',
] as const;
export type FanProblem = (typeof FAN_PROBLEMS)[number];

export interface Quality extends Record<FanProblem, number> {
  fans: number;
  filled: Filled[];
  rejected: { reason: string; column: string | null; rows: number }[];
  /** Of imports that were not undone, the newest first. */
  cautions: { import_id: string; file_name: string; code: string; text: Bilingual }[];
}

const fields = [
  'nick',
  'source',
  'member_level',
  'first_follow_at',
  'last_watch_at',
  'last_purchase_at',
  'fan_level',
  'favourite_series',
  'refill_due',
] as const;

/** Two spellings of a nick that people would take for one. */
const spellingOf = (nick: RawBuilder<unknown>) =>
  sql`lower(regexp_replace(${nick}, '[[:space:][:punct:]·～。，！、]+', '', 'g'))`;
const spelling = spellingOf(sql`nick`);

/** With how many fans of its nick people have decided that fan `of_nick` is not one. */
const keptApart = (shopId: string) => sql`(
  select count(distinct o.root_id)
  from fan f join fan_pair p on f.id in (p.one, p.other) and p.state = 'apart'
  join fan o on o.id in (p.one, p.other) and o.root_id <> f.root_id
  join fan_shop t on t.shop_id = ${shopId} and t.fan_id = o.root_id
  where f.root_id = of_nick.fan_id and ${spellingOf(sql`t.nick`)} = of_nick.spelling)`;

/** Whether a fan of the shop, `s`, has each of the problems, where the person sees what tells of it. */
function problemsIn(ability: Ability, shopId: string): Record<FanProblem, RawBuilder<boolean>> {
  const fans = (action: 'read' | 'mask', field: string) => scopeOf(ability, action, 'fan', [field]);
  const shown = (field: string) => rowsIn([...fans('read', field), ...fans('mask', field)], 'fan_shop', 's');
  const known = (kinds: RawBuilder<boolean>) => sql<boolean>`exists (
    select from fan f join identity i on i.fan_id = f.id where f.root_id = s.fan_id and ${kinds})`;
  const phone = sql<boolean>`exists (select from fan f where f.root_id = s.fan_id and f.phone_mask is not null)`;
  const email = sql<boolean>`exists (select from fan f where f.root_id = s.fan_id and f.email_mask is not null)`;
  return {
    without_identity: sql<boolean>`not ${known(sql<boolean>`true`)}`,
    // By its nick alone the platform delivers no message to a fan.
    without_contact: sql<boolean>`${shown('phone')} and ${shown('email')} and not ${phone} and not ${email}
      and not ${known(sql<boolean>`i.kind in ('union_id', 'user_id', 'oaid', 'open_id', 'wecom')`)}`,
    without_nick: sql<boolean>`${shown('nick')} and s.nick is null`,
    alike: sql<boolean>`s.fan_id in (
      select fan_id from (
        select fan_id, ${spelling} as spelling, count(*) over (partition by ${spelling}) as fans from fan_shop
        where shop_id = ${shopId} and ${spelling} <> '' and ${rowsIn(fans('read', 'nick'), 'fan_shop')}) of_nick
      where of_nick.fans > 1 and of_nick.fans - 1 > ${keptApart(shopId)})`,
    without_phone: sql<boolean>`${shown('phone')} and not ${phone}`,
    without_owner: sql<boolean>`${rowsIn(fans('read', 'owner_id'), 'fan_shop', 's')} and s.owner_id is null`,
    without_consent: sql<boolean>`not exists (
      select from consent c where c.shop_id = s.shop_id and c.fan_id = s.fan_id and c.granted)`,
    // Texts from before fields named people, and what SOPs write.
    unknown_person: sql<boolean>`${rowsIn(fans('read', 'custom'), 'fan_shop', 's')} and exists (
      select from custom_field c join fan f on f.root_id = s.fan_id and f.custom ? c.name
      where c.shop_id = s.shop_id and c.subject = 'fan' and c.type = 'person'
        and 'custom.' || c.name <> all(${withheldKeys(ability, 'fan', 'custom')}::text[])
        and f.custom ->> c.name not in (select kept from ${peopleOf(sql`s.shop_id`)} person))`,
  };
}

/** What is missing in a shop's data, within what the person may see; rejected rows and cautions are those of the last 30 days. */
export async function readQuality(db: Db, ability: Ability, shopId: string): Promise<Quality> {
  const within = rowsIn(scopeOf(ability, 'read', 'fan'), 'fan_shop', 's');
  const shown = fields.filter((field) => seesField(ability, 'fan', field));
  const holds = problemsIn(ability, shopId);
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join([
      sql`count(*)::int as fans`,
      ...FAN_PROBLEMS.map((problem) => sql`count(*) filter (where ${holds[problem]})::int as ${sql.ref(problem)}`),
      ...shown.map((field) => {
        const told = rowsIn(scopeOf(ability, 'read', 'fan', [field]), 'fan_shop', 's');
        return sql`count(${sql.ref(`s.${field}`)}) filter (where ${told})::int as ${sql.ref(field)}`;
      }),
    ])} from fan_shop s where s.shop_id = ${shopId} and ${within}`.execute(db);
  const { rows: rejected } = await sql<Quality['rejected'][number]>`
    select r.reason, r.detail ->> 'column' as column, count(*)::int as rows from import i join import_reject r on r.import_id = i.id
    where i.shop_id = ${shopId} and i.created_at > now() - interval '30 days'
      and ${rowsIn(scopeOf(ability, 'read', 'import'), 'import', 'i')}
    group by 1, 2 order by rows desc`.execute(db);
  const { rows: cautions } = await sql<Quality['cautions'][number]>`
    select i.id as import_id, i.file_name, caution ->> 'code' as code, caution -> 'text' as text
    from import i, jsonb_array_elements(i.cautions) with ordinality as told (caution, no)
    where i.shop_id = ${shopId} and i.created_at > now() - interval '30 days' and i.state <> 'undone'
      and ${rowsIn(scopeOf(ability, 'read', 'import'), 'import', 'i')}
    order by i.id desc, no limit ${MOST_CAUTIONS}`.execute(db);
  const found = rows[0] ?? {};
  const figure = (name: string) => found[name] ?? 0;
  return {
    fans: figure('fans'),
    without_identity: figure('without_identity'),
    without_contact: figure('without_contact'),
    without_nick: figure('without_nick'),
    alike: figure('alike'),
    without_phone: figure('without_phone'),
    without_owner: figure('without_owner'),
    without_consent: figure('without_consent'),
    unknown_person: figure('unknown_person'),
    filled: shown.map((field) => ({ field, fans: figure(field) })),
    rejected,
    cautions,
  };
}

/** Fans of a shop who have a problem and whom the person sees, those active last first; alike ones stand together. */
export async function fansWithProblem(
  db: Db,
  ability: Ability,
  shopId: string,
  problem: FanProblem,
  most: number,
): Promise<string[]> {
  const within = rowsIn(scopeOf(ability, 'read', 'fan'), 'fan_shop', 's');
  const order = problem === 'alike' ? sql`${spelling}, s.fan_id` : sql`s.last_active_at desc nulls last, s.fan_id`;
  const { rows } = await sql<{ fan_id: string }>`
    select s.fan_id from fan_shop s where s.shop_id = ${shopId} and ${within} and ${problemsIn(ability, shopId)[problem]}
    order by ${order} limit ${most}`.execute(db);
  return rows.map(({ fan_id }) => fan_id);
}
