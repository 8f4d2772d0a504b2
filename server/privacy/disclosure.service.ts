import { birthdayText } from '@fanloom/dsl/core/birthday.js';
import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Keys } from '../crypto/keys.js';
import { decryptPersonal } from '../crypto/personal-data.js';
import type { Db } from '../db/database.js';
import { readFanKeys } from '../identity/fan-keys.js';
import { notFound } from '../problem/common.js';
import { readSection, type Row, sections, type SectionName, type Whole } from './disclosure.sql.js';
import { recordsOf } from './erase.sql.js';

/** Everything about one fan, in plain. */
export interface Disclosure {
  fan: Row;
  sections: Record<SectionName, Row[]>;
}

/**
 * What the company knows of a fan, as the person may ask for it by law: all records of a merged fan, in the shops where
 * the right to tell it holds. Written into the audit.
 *
 * @param by null: the operator of the machine, for all shops
 * @throws Problem REQ404 for a foreign or missing fan
 */
export async function disclose(db: Db, keys: Keys, by: Author | null, fanId: string): Promise<Disclosure> {
  const known = await db
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .select(['fan.root_id', 'fan_shop.shop_id'])
    .where('fan.id', '=', fanId)
    .$if(by !== null, (query) => query.where(rowsIn(by ? scopeOf(by.ability, 'disclose', 'fan') : [], 'fan_shop')))
    .execute();
  const [first] = known;
  if (!first) throw notFound();
  const whole = { fans: await recordsOf(db, first.root_id), shops: known.map(({ shop_id }) => shop_id) };
  await appendAudit(db, {
    actorId: by?.staffId ?? null,
    action: 'fan.disclose',
    subject: 'fan',
    subjectId: first.root_id,
    detail: { shops: whole.shops },
  });
  const dataKeys = await readFanKeys(db, keys, whole.fans);
  return { fan: await ownFields(db, dataKeys, whole), sections: await everySection(db, dataKeys, whole) };
}

async function everySection(db: Db, dataKeys: Map<string, Buffer>, whole: Whole): Promise<Disclosure['sections']> {
  const told: Partial<Disclosure['sections']> = {};
  for (const name of Object.keys(sections) as SectionName[]) {
    told[name] = (await readSection(db, name, whole)).map((row) => inPlain(row, dataKeys));
  }
  return told as Disclosure['sections'];
}

/** The fan's fields, the phone numbers and addresses of all records among them. */
async function ownFields(db: Db, dataKeys: Map<string, Buffer>, { fans }: Whole): Promise<Row> {
  const records = await db.selectFrom('fan').selectAll().where('id', 'in', fans).orderBy('id').execute();
  const open = (column: 'phone' | 'email') =>
    records.flatMap((record) => {
      const [sealed, key] = [record[`${column}_encrypted`], dataKeys.get(record.id)];
      return sealed && key ? decryptPersonal(key, record.id, `fan.${column}`, sealed) : [];
    });
  return {
    ids: fans,
    nicks: [...new Set(records.flatMap(({ nick }) => nick ?? []))],
    phones: [...new Set(open('phone'))],
    emails: [...new Set(open('email'))],
    birthday: records.flatMap(({ birthday }) => (birthday === null ? [] : birthdayText(birthday)))[0] ?? null,
    custom: Object.assign({}, ...records.map(({ custom }) => custom)) as object,
    created_at: records[0]?.created_at ?? null,
  };
}

/** An order's receiver is sealed under the key of the record that it came with. */
function inPlain(row: Row, dataKeys: Map<string, Buffer>): Row {
  if (!('receiver_encrypted' in row)) return row;
  const { fan_id: fanId, receiver_encrypted: sealed, ...order } = row;
  const key = dataKeys.get(String(fanId));
  const receiver: unknown =
    key && sealed instanceof Buffer
      ? JSON.parse(decryptPersonal(key, String(fanId), 'shop_order.receiver', sealed))
      : null;
  return { ...order, receiver };
}
