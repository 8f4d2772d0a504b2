import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { Part, Said } from './fan-part.js';

/** Instants are kept as microseconds since 1970, exactly. */
const micros = (at: RawBuilder<unknown>) => sql`(extract(epoch from ${at}) * 1000000)::bigint`;
const instant = (value: RawBuilder<unknown>) =>
  sql`'epoch'::timestamptz + (${value})::bigint * interval '1 microsecond'`;

/**
 * What is said of a root fan now, each thing with what it is outranked by. Of phone and e-mail it is said in which record
 * they stand.
 */
export async function readSaid(tx: Tx, root: string): Promise<Said> {
  const { rows } = await sql<{ said: Said }>`
    select coalesce(jsonb_object_agg(name, jsonb_strip_nulls(jsonb_build_object('compared', compared))
      || jsonb_build_object('value', value, 'rank', rank)), '{}') as said
    from (
      select c.name, to_jsonb(c.value) as value, '[]'::jsonb as rank, null::boolean as compared
      from fan, lateral (values ('nick', nick), ('birthday', birthday::text),
        ('phone', case when phone_encrypted is not null then id::text end),
        ('email', case when email_encrypted is not null then id::text end)) c(name, value)
      where id = ${root}
      union all
      select 'custom/' || c.key, c.value, '[]', null from fan, jsonb_each(custom) c where id = ${root}
      union all
      select 'blocked', to_jsonb(blocked), jsonb_build_array(blocked), null from fan_guard where fan_id = ${root}
      union all
      select 'tag/' || tag_id,
        jsonb_build_object('shop', shop_id, 'source', source, 'at', ${micros(sql`added_at`)}),
        jsonb_build_array(${micros(sql`added_at`)}, source), null
      from fan_tag where fan_id = ${root}
      union all
      -- What the fan said outranks what follows from other things; then the later statement counts, then a refusal.
      select 'consent/' || shop_id || '/' || channel,
        jsonb_build_object('granted', granted, 'source', source, 'at', ${micros(sql`at`)}),
        jsonb_build_array((source not in ('optout', 'consent.change'))::int, -${micros(sql`at`)}, granted::int, source), null
      from consent where fan_id = ${root}
      union all
      select 'arm/' || sop_id || '/' || split,
        jsonb_build_object('arm', arm, 'at', ${micros(sql`at`)}), jsonb_build_array(${micros(sql`at`)}, arm), compared
      from fan_arm where fan_id = ${root}
      union all
      select 'shop/' || s.shop_id || '/' || c.name, c.value, c.rank, null
      from fan_shop s join shop on shop.id = s.shop_id, lateral (values
        ('owner', jsonb_build_object('id', s.owner_id, 'team', s.team_id), '[]'::jsonb),
        ('nick', jsonb_build_object('nick', s.nick, 'at', ${micros(sql`s.nick_at`)}),
          jsonb_build_array(coalesce(-${micros(sql`s.nick_at`)}, 0), s.nick)),
        ('source', to_jsonb(s.source), '[]'),
        ('member_level', to_jsonb(s.member_level),
          jsonb_build_array(-coalesce(array_position(shop.levels, s.member_level), 0))),
        ('points', to_jsonb(nullif(s.points, 0)), jsonb_build_array(-s.points)),
        ('fan_level', to_jsonb(s.fan_level), jsonb_build_array(-s.fan_level)),
        ('intimacy', to_jsonb(s.intimacy), jsonb_build_array(-s.intimacy)),
        ('created_at', to_jsonb(${micros(sql`s.created_at`)}), jsonb_build_array(${micros(sql`s.created_at`)})),
        ('last_active_at', to_jsonb(${micros(sql`s.last_active_at`)}),
          jsonb_build_array(-${micros(sql`s.last_active_at`)}))
      ) c(name, value, rank)
      where s.fan_id = ${root}
    ) word
    where value <> 'null' and value <> '{"id": null, "team": null}'
      and value -> 'nick' is distinct from 'null'`.execute(tx);
  return rows[0]?.said ?? {};
}

/** Records of a root whose facts are what is said of it: by name of the word. */
export async function readAuthors(tx: Tx, root: string): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ name: string; records: string[] }>`
    select name, array_agg(distinct record) as records from (
      select 'consent/' || c.shop_id || '/' || c.channel as name, e.fan_id as record
      from consent c join fan f on f.root_id = c.fan_id
      join event e on e.fan_id = f.id and e.shop_id = c.shop_id and e.type = c.source and e.happened_at = c.at
      where c.fan_id = ${root}
      union all
      select 'shop/' || s.shop_id || '/' || c.name, e.fan_id
      from fan_shop s, lateral (values ('nick', nick_at), ('last_active_at', last_active_at)) c(name, at), fan f, event e
      where s.fan_id = ${root} and f.root_id = ${root}
        and e.fan_id = f.id and e.shop_id = s.shop_id and e.happened_at = c.at
      union all
      select 'shop/' || e.shop_id || '/created_at', e.fan_id
      from fan f join event e on e.fan_id = f.id where f.root_id = ${root}
      union all
      select 'blocked', e.fan_id from fan f join event e on e.fan_id = f.id and e.type = 'optout'
      where f.root_id = ${root} and not e.properties ? 'channel'
    ) author group by name`.execute(tx);
  return new Map(rows.map(({ name, records }) => [name, records]));
}

/**
 * Says it of a root fan, and nothing else. Counters stay, and tell when a fan was active of whom nothing says so; phone and
 * e-mail are another's to write.
 */
export async function writeSaid(tx: Tx, root: string, said: Said): Promise<void> {
  const words = sql`(
    select split_part(w.key, '/', 1) as kind, split_part(w.key, '/', 2) as about, split_part(w.key, '/', 3) as part,
      substring(w.key from position('/' in w.key) + 1) as rest, w.value -> 'value' as value, w.value as word
    from jsonb_each(${JSON.stringify(said)}::jsonb) w)`;
  await sql`
    update fan set nick = w.nick, birthday = w.birthday, custom = w.custom, updated_at = now()
    from (
      select max(value ->> 0) filter (where kind = 'nick') as nick,
        max(value ->> 0) filter (where kind = 'birthday')::date as birthday,
        coalesce(jsonb_object_agg(rest, value) filter (where kind = 'custom'), '{}') as custom
      from ${words} w
    ) w where fan.id = ${root}`.execute(tx);
  await sql`
    insert into fan_guard (fan_id, blocked) select ${root}, value ->> 0 from ${words} w where kind = 'blocked'
    on conflict (fan_id) do update set blocked = excluded.blocked`.execute(tx);
  await sql`
    update fan_guard set blocked = null
    where fan_id = ${root} and blocked is not null and not exists (select from ${words} w where kind = 'blocked')`.execute(
    tx,
  );
  await writeTags(tx, root, words);
  await writeConsent(tx, root, words);
  await writeArms(tx, root, words);
  await writeShops(tx, root, words);
}

async function writeTags(tx: Tx, root: string, words: RawBuilder<unknown>): Promise<void> {
  await sql`
    delete from fan_tag where fan_id = ${root}
      and not exists (select from ${words} w where kind = 'tag' and about = fan_tag.tag_id::text)`.execute(tx);
  await sql`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select (value ->> 'shop')::uuid, ${root}, about::uuid, value ->> 'source', ${instant(sql`value ->> 'at'`)}
    from ${words} w where kind = 'tag'
    on conflict (fan_id, tag_id) do update set source = excluded.source, added_at = excluded.added_at`.execute(tx);
}

async function writeConsent(tx: Tx, root: string, words: RawBuilder<unknown>): Promise<void> {
  await sql`
    delete from consent where fan_id = ${root} and not exists (
      select from ${words} w where kind = 'consent' and about = consent.shop_id::text and part = consent.channel)`.execute(
    tx,
  );
  await sql`
    insert into consent (shop_id, fan_id, channel, granted, source, at)
    select about::uuid, ${root}, part, (value ->> 'granted')::boolean, value ->> 'source', ${instant(sql`value ->> 'at'`)}
    from ${words} w where kind = 'consent'
    on conflict (shop_id, fan_id, channel) do update
      set granted = excluded.granted, source = excluded.source, at = excluded.at`.execute(tx);
}

async function writeArms(tx: Tx, root: string, words: RawBuilder<unknown>): Promise<void> {
  const split = sql`substring(rest from position('/' in rest) + 1)`;
  await sql`
    delete from fan_arm where fan_id = ${root} and not exists (
      select from ${words} w where kind = 'arm' and about = fan_arm.sop_id::text and ${split} = fan_arm.split)`.execute(
    tx,
  );
  await sql`
    insert into fan_arm (sop_id, split, fan_id, arm, at, compared)
    select about::uuid, ${split}, ${root}, value ->> 'arm', ${instant(sql`value ->> 'at'`)},
      (word ->> 'compared')::boolean
    from ${words} w where kind = 'arm'
    on conflict (sop_id, split, fan_id) do update
      set arm = excluded.arm, at = excluded.at, compared = excluded.compared`.execute(tx);
}

async function writeShops(tx: Tx, root: string, words: RawBuilder<unknown>): Promise<void> {
  const columns = sql`owner_id, team_id, nick, nick_at, source, member_level, points, fan_level, intimacy,
    created_at, last_active_at`;
  await sql`
    delete from fan_shop where fan_id = ${root}
      and not exists (select from ${words} w where kind = 'shop' and about = fan_shop.shop_id::text)`.execute(tx);
  await sql`
    insert into fan_shop (shop_id, fan_id, ${columns})
    select shop, ${root}, (said -> 'owner' ->> 'id')::uuid, (said -> 'owner' ->> 'team')::uuid,
      said -> 'nick' ->> 'nick', ${instant(sql`said -> 'nick' ->> 'at'`)}, said ->> 'source', said ->> 'member_level',
      coalesce((said ->> 'points')::int, 0), (said ->> 'fan_level')::int, (said ->> 'intimacy')::int,
      coalesce(${instant(sql`said ->> 'created_at'`)}, now()), coalesce(${instant(sql`said ->> 'last_active_at'`)}, 'epoch')
    from (
      select about::uuid as shop, jsonb_object_agg(part, value) as said from ${words} w where kind = 'shop' group by 1
    ) shops
    on conflict (shop_id, fan_id) do update set (${columns}) = (excluded.owner_id, excluded.team_id, excluded.nick,
      excluded.nick_at, excluded.source, excluded.member_level, excluded.points, excluded.fan_level, excluded.intimacy,
      excluded.created_at, excluded.last_active_at)`.execute(tx);
}

/** Parts of a merged fan; a fan of one record has none. */
export async function readParts(tx: Tx, root: string): Promise<Part[]> {
  const { rows } = await sql<Part>`
    select p.fan_id as id, p.said from fan_part p join fan f on f.id = p.fan_id where f.root_id = ${root}`.execute(tx);
  return rows;
}

export async function writeParts(tx: Tx, parts: readonly Part[]): Promise<void> {
  await sql`
    insert into fan_part (fan_id, said)
    select id::uuid, said from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) p(id text, said jsonb)
    on conflict (fan_id) do update set said = excluded.said`.execute(tx);
}

export async function deletePart(tx: Tx, id: string): Promise<void> {
  await sql`delete from fan_part where fan_id = ${id}`.execute(tx);
}
