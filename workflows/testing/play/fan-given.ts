import { sql } from 'kysely';
import { type Json, NEW_SCORES } from '@fanloom/dsl/condition/facts.js';
import { RFM_NAMES, type RfmName } from '@fanloom/dsl/condition/rfm.js';
import type { FieldRef } from '@fanloom/dsl/ir/condition.js';
import type { Tx } from '@fanloom/server/db/database.js';
import { identifyFan } from '@fanloom/server/event/identify-fan.js';
import { addTags } from '@fanloom/server/tag/add-tags.js';
import { type EngineKit, KEYS } from '../engine-kit.js';

/** Somebody whom every channel reaches that they agree to. */
const PERSON = { nick: '小鱼', phone: '13800001111', email: 'fish@example.com', wecom: 'fish', open_id: 'fish' };

/** Makes a fan of whom nothing is known but how to reach them. @returns the fan's id */
export async function makeFan(kit: EngineKit): Promise<string> {
  const { rootId } = await kit.db.transaction().execute((tx) => identifyFan(tx, kit.shop, KEYS, PERSON));
  return rootId;
}

/** The fan agrees to these channels, as an import declares it. */
export async function grant(kit: EngineKit, fan: string, channels: readonly string[], at: Date): Promise<void> {
  await sql`
    insert into consent (shop_id, fan_id, channel, granted, source, at)
    select ${kit.shop.id}, ${fan}, channel, true, 'import', ${at} from unnest(${[...channels]}::text[]) channel
    on conflict (shop_id, fan_id, channel) do update set granted = true`.execute(kit.db);
}

export async function giveTags(kit: EngineKit, fan: string, names: readonly string[], at: Date): Promise<void> {
  await kit.db.transaction().execute((tx) => addTags(tx, kit.shop.id, names));
  await sql`
    insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
    select t.shop_id, ${fan}, t.id, 'import', ${at} from tag t
    where t.shop_id = ${kit.shop.id} and t.name = any(${[...names]}::text[])
    on conflict do nothing`.execute(kit.db);
}

/** Where the database has another name for a field. */
const COLUMNS: Readonly<Record<string, string>> = {
  last_watch: 'last_watch_at',
  watch_time: 'watch_seconds',
  last_purchase: 'last_purchase_at',
  first_purchase: 'first_purchase_at',
  first_follow: 'first_follow_at',
};
const MOMENTS = Object.values(COLUMNS).filter((column) => column.endsWith('_at'));
/** The engine works these out; a test that gives one says what they are worked out from instead. */
const NOT_GIVEN = ['average_order', 'return_rate', 'value_tier', 'owner', 'shop'];

/** Writes a field of the fan, whoever may change it, and says so as an import does. */
export async function writeField(kit: EngineKit, fan: string, field: FieldRef, value: Json): Promise<void> {
  await kit.db.transaction().execute(async (tx) => {
    await write(tx, kit, fan, field, value);
    await sql`
      insert into fact_outbox (shard, kind, shop_id, ids)
      select get_byte(uuid_send(${fan}::uuid), 15) & 15, 'field', ${kit.shop.id}, array[${fan}::uuid]`.execute(tx);
  });
}

async function write(tx: Tx, kit: EngineKit, fan: string, { name, custom }: FieldRef, value: Json): Promise<void> {
  if (custom) {
    const object = JSON.stringify({ [name]: value });
    await sql`update fan set custom = custom || ${object}::jsonb where id = ${fan}`.execute(tx);
  } else if (isRfm(name)) {
    await giveScore(tx, kit, name, value);
  } else if (name === 'birthday') {
    await sql`update fan set birthday = ${value} where id = ${fan}`.execute(tx);
  } else if (name === 'phone') {
    if (value === null)
      await sql`update fan set phone_encrypted = null, phone_mask = null where id = ${fan}`.execute(tx);
  } else if (NOT_GIVEN.includes(name)) {
    throw new Error(`The engine works out ${name}; it cannot be given`);
  } else {
    const column = COLUMNS[name] ?? name;
    const stored = MOMENTS.includes(column) && typeof value === 'number' ? new Date(value) : value;
    await sql`
      update fan_shop set ${sql.ref(column)} = ${stored} where shop_id = ${kit.shop.id} and fan_id = ${fan}`.execute(
      tx,
    );
  }
}

function isRfm(name: string): name is RfmName {
  return RFM_NAMES.some((known) => known === name);
}

/** R, F, M, I and W follow from bounds: the shop's are such that this fan gets the score. */
async function giveScore(tx: Tx, kit: EngineKit, name: RfmName, score: Json): Promise<void> {
  const met = name === 'R' ? 1e6 : 0;
  const missed = name === 'R' ? -1 : 1e15;
  const bounds = NEW_SCORES[name].map((_, i) => (i < Number(score) - 1 ? met : missed));
  await sql`
    update shop set score_thresholds = score_thresholds || ${JSON.stringify({ [name]: bounds })}::jsonb
    where id = ${kit.shop.id}`.execute(tx);
}
