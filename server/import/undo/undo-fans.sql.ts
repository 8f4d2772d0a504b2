import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { noneUndone, type Undone } from './undone.js';

const MOST_NAMED = 100;

/** Gives fans back what was told of them before, where it is still as the import left it. The last batch goes first. */
export async function undoFields(tx: Tx, shop: IngestShop, importId: string): Promise<Undone | undefined> {
  const { rows } = await sql<{ no: number }>`
    select max(no) as no from import_earlier where import_id = ${importId} and kind = 'fan' having max(no) is not null
  `.execute(tx);
  const no = rows[0]?.no;
  if (no === undefined) return undefined;
  const still = (column: string, type: string) => {
    const name = sql.lit(column);
    const kept = sql.raw(`(e.before->>'${column}')::${type}`);
    return sql`case when to_jsonb(${sql.ref(`s.${column}`)}) is not distinct from nullif(e.after->${name}, 'null')
      then ${kept} else ${sql.ref(`s.${column}`)} end`;
  };
  const { rows: restored } = await sql<{ is_made: boolean }>`
    update fan_shop s set
      owner_id = ${still('owner_id', 'uuid')},
      team_id = ${still('team_id', 'uuid')},
      source = ${still('source', 'text')},
      member_level = ${still('member_level', 'text')},
      points = ${still('points', 'int')},
      fan_level = ${still('fan_level', 'int')},
      intimacy = ${still('intimacy', 'int')}
    from import_earlier e join fan f on f.id = e.key::uuid
    where e.import_id = ${importId} and e.kind = 'fan' and e.no = ${no} and s.shop_id = ${shop.id} and s.fan_id = f.id
    returning ${isMadeBy(importId)} as is_made`.execute(tx);
  await sql`
    update fan set birthday = (e.before->>'birthday')::date, updated_at = now()
    from import_earlier e
    where e.import_id = ${importId} and e.kind = 'fan' and e.no = ${no} and fan.id = e.key::uuid
      and e.before->'birthday' <> e.after->'birthday'
      and to_jsonb(fan.birthday) is not distinct from nullif(e.after->'birthday', 'null')`.execute(tx);
  await sql`delete from import_earlier where import_id = ${importId} and kind = 'fan' and no = ${no}`.execute(tx);
  return { ...noneUndone, fields_restored: restored.filter(({ is_made }) => !is_made).length };
}

/** Gives the shop's own fields of fans back what stood in them, as {@link undoFields} does. */
export async function undoOwn(tx: Tx, _shop: IngestShop, importId: string): Promise<Undone | undefined> {
  const { rows } = await sql<{ is_made: boolean }>`
    with last as (select max(no) as no from import_earlier where import_id = ${importId} and kind = 'own'),
    gone as (
      delete from import_earlier e using last
      where e.import_id = ${importId} and e.kind = 'own' and e.no = last.no
      returning e.key, e.before, e.after),
    restored as (
      update fan set custom = fan.custom - still.names || still.before, updated_at = now()
      from gone join fan f on f.id = gone.key::uuid, lateral (
        select coalesce(array_agg(told.name), '{}') as names,
          coalesce(jsonb_object_agg(told.name, gone.before->told.name) filter (where gone.before ? told.name), '{}')
            as before
        from jsonb_each(gone.after) as told (name, value) where f.custom->told.name = told.value) still
      where fan.id = f.id)
    select ${isMadeBy(importId)} as is_made from gone join fan f on f.id = gone.key::uuid`.execute(tx);
  if (rows.length === 0) return undefined;
  return { ...noneUndone, fields_restored: rows.filter(({ is_made }) => !is_made).length };
}

/** Takes back the consent that was declared for the file, and that of its followers who follow since an unknown time. */
export async function undoConsent(tx: Tx, shop: IngestShop, importId: string, startedAt: Date): Promise<void> {
  await sql`
    delete from consent
    where shop_id = ${shop.id} and (source = ${`import:${importId}`} or (source = 'follow' and at = ${startedAt}))
  `.execute(tx);
}

/** Whether fan `f` came with the import: the record carries the time of the batch's transaction. */
const isMadeBy = (importId: string) =>
  sql<boolean>`f.created_at in (select written_at from import_batch where import_id = ${importId})`;

/** What belongs to the record of a fan itself; a row about a fan in any other table says that they are somebody's. */
const OWN = ['fan', 'fan_key', 'identity', 'fan_shop', 'fan_day', 'taste_due'];

/** Removes the fans whom the import made, if nothing of them is left but their names. */
export async function removeFans(tx: Tx, shop: IngestShop, importId: string): Promise<Undone> {
  await sql`
    create temporary table made on commit drop as
    select f.id from fan f where ${isMadeBy(importId)}`.execute(tx);
  // Whoever is about to tell something of them ends first, or finds them gone.
  await sql`select from fan where id in (select id from made) order by id for update`.execute(tx);
  await sql`create temporary table lonely on commit drop as
    select f.id from made join fan f using (id)
    where f.root_id = f.id and f.custom = '{}'
      and not exists (select from fan other where other.root_id = f.id and other.id <> f.id)
      and not exists (select from fan_shop s where s.fan_id = f.id and (s.shop_id <> ${shop.id} or s.owner_id is not null))
      and not exists (select from fan_day d where d.fan_id = f.id and d.n <> 0)`.execute(tx);
  for (const table of await tablesAboutFans(tx)) {
    await sql`delete from lonely using ${sql.table(table)} t where t.fan_id = lonely.id`.execute(tx);
  }
  const { rows } = await sql<{ made: number; removed: number; kept: string[] }>`
    select (select count(*) from made) as made, (select count(*) from lonely) as removed,
      array(select id from made where id not in (select id from lonely) order by id limit ${MOST_NAMED}) as kept
  `.execute(tx);
  for (const table of OWN) {
    const column = sql.ref(table === 'fan' ? 'id' : 'fan_id');
    await sql`delete from ${sql.table(table)} where ${column} in (select id from lonely)`.execute(tx);
  }
  const { made = 0, removed = 0, kept = [] } = rows[0] ?? {};
  return { ...noneUndone, fans_removed: removed, fans_kept: made - removed, kept_fans: kept };
}

/** Found in the database itself, so that a table that is added later counts too. */
async function tablesAboutFans(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'fan_id' and not a.attisdropped and c.relname <> all(${OWN}::text[])
    order by 1`.execute(tx);
  return rows.map((row) => row.name);
}

/** Orders that others changed after the import, so that they and what the import told of them stayed. */
export async function keptOrders(tx: Tx, shop: IngestShop, importId: string): Promise<Undone> {
  const { rows } = await sql<{ number: string }>`
    select distinct properties->>'order' as number from event
    where shop_id = ${shop.id} and source = ${`import:${importId}`} and properties ? 'order' order by 1`.execute(tx);
  return {
    ...noneUndone,
    orders_kept: rows.length,
    kept_orders: rows.slice(0, MOST_NAMED).map((row) => row.number),
  };
}
