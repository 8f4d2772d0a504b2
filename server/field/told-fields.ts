import { FIELD_TYPES } from '@fanloom/dsl/catalogue/custom-field.js';
import { z } from 'zod';
import { businessNow } from '../clock/clock.js';
import type { Tx } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { recordFacts } from '../event/record-facts.js';
import { readPeople } from '../person/people.sql.js';
import { clearFanFields, type FanInShop, setFanFields, tellOfFields } from './fan-field.sql.js';
import { type FieldTerms, type FieldValue, personOf, readFieldValue } from './field-value.js';
import { nobody, noSuchField, severalPeople, unfitValue, WANTED } from './field.problems.js';
import { givenName, type GivenField, type GivenValues, isGiven, readGivenValue, wantedOf } from './given-field.js';
import { writeGiven } from './given-field.sql.js';

/** What is told of a fan in fields that every fan has, and in the shop's own. */
export interface ToldFields {
  given: GivenValues;
  own: Record<string, FieldValue>;
  /** Of the shop's own: whose values are taken away. */
  cleared: string[];
}

/**
 * Reads values by field; null takes a value away.
 *
 * @param path where the values stand in the request
 * @throws Problem FIELD427 for a value that its field does not take, FIELD428 for a field that cannot be written or that
 * the shop does not have, FIELD425 for a name that nobody has, FIELD426 for one that several have
 */
export async function readToldFields(
  tx: Tx,
  shopId: string,
  values: Readonly<Record<string, unknown>>,
  path: string,
): Promise<ToldFields> {
  const told: ToldFields = { given: {}, own: {}, cleared: [] };
  const ownFields = Object.keys(values).every(isGiven) ? new Map<string, FieldTerms>() : await termsOf(tx, shopId);
  for (const [name, value] of Object.entries(values)) {
    const place = `${path}.${name}`;
    const terms = ownFields.get(name);
    if (isGiven(name)) told.given[name] = value === null ? null : readGiven(place, name, value);
    else if (!terms) throw noSuchField(place, name);
    else if (value === null) told.cleared.push(name);
    else told.own[name] = readOwn(place, name, terms, value);
  }
  return told;
}

function readGiven(path: string, name: GivenField, value: unknown): string | number {
  const normal = readGivenValue(name, value);
  if (normal === undefined) throw unfitValue(path, givenName(name), wantedOf(name));
  return normal;
}

function readOwn(path: string, name: string, terms: FieldTerms, value: unknown): FieldValue {
  const normal = readFieldValue(terms, value);
  if (normal !== undefined) return normal;
  if (terms.type !== 'person' || typeof value !== 'string')
    throw unfitValue(path, { zh: name, en: name }, WANTED[terms.type]);
  throw terms.people && personOf(value.trim(), terms.people) === null ? severalPeople(path, name) : nobody(path, name);
}

async function termsOf(tx: Tx, shopId: string): Promise<Map<string, FieldTerms>> {
  const rows = await tx
    .selectFrom('custom_field')
    .select(['name', 'type', 'choices'])
    .where('shop_id', '=', shopId)
    .where('subject', '=', 'fan')
    .execute();
  const people = rows.some(({ type }) => type === 'person') ? await readPeople(tx, shopId) : undefined;
  return new Map(
    rows.map(({ name, type, choices }) => [name, { type: z.enum(FIELD_TYPES).parse(type), choices, people }]),
  );
}

interface Telling extends FanInShop {
  told: ToldFields;
  /** Who tells it, as events name their source. */
  source: string;
  firstSource: 'stays' | 'goes';
}

/**
 * Writes it of a fan whom the shop knows and who is locked. Rule tags and SOPs look at the fan again, and another member
 * level is an event.
 *
 * @returns whether anything is another now
 */
export async function writeToldFields(
  tx: Tx,
  { shopId, rootId, told, source, firstSource }: Telling,
): Promise<boolean> {
  const { given, own, cleared } = told;
  const level = given.member_level === undefined ? undefined : await readLevel(tx, shopId, rootId);
  const written = await writeGiven(tx, shopId, [{ rootId, values: given }], firstSource);
  const changes = [
    written.size > 0,
    await setFanFields(tx, rootId, own),
    cleared.length > 0 && (await clearFanFields(tx, rootId, cleared)),
  ];
  if (!changes.includes(true)) return false;
  if (given.member_level !== undefined && given.member_level !== level)
    await tellOfLevel(tx, { shopId, rootId }, given.member_level, source);
  await tellOfFields(tx, [{ shopId, rootId }]);
  return true;
}

async function readLevel(tx: Tx, shopId: string, rootId: string): Promise<string | null> {
  const { member_level } = await tx
    .selectFrom('fan_shop')
    .select('member_level')
    .where('shop_id', '=', shopId)
    .where('fan_id', '=', rootId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return member_level;
}

async function tellOfLevel(
  tx: Tx,
  { shopId, rootId }: FanInShop,
  level: string | number | null,
  source: string,
): Promise<void> {
  const shop = await readIngestShop(tx, shopId);
  if (!shop) return;
  const now = await businessNow(tx);
  const id = uuid7();
  const about = { type: 'level.change', happenedAt: now.getTime(), source, history: false };
  const fan = { fanId: rootId, rootId, nick: null };
  await recordFacts(tx, shop, [{ id, key: id, ...about, properties: level === null ? {} : { level }, fan }], now);
}
