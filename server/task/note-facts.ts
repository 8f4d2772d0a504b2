import { z } from 'zod';
import { type Json, NEW_SCORES } from '@fanloom/dsl/condition/facts.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { scoresOf } from '../score/score-settings.js';
import type { NoteFacts } from './task-note.js';

/** Something that was written about a fan who was in an SOP. */
export interface WrittenAbout {
  shop_id: string;
  /** Null for a fan whom the reader does not see. */
  root_id: string | null;
  event_properties: unknown;
  created_at: Date;
}

/** What is filled into words about a fan, and the fan's name, as far as the reader sees them. */
export interface FactsForReader {
  facts: NoteFacts;
  nick: string | null;
}

/** The rows, each with what may be filled into its words. */
export async function withNoteFacts<R extends WrittenAbout>(
  db: ScopedDb,
  rows: readonly R[],
): Promise<(R & FactsForReader)[]> {
  const fans = await fansOf(db, rows);
  const shops = await shopsOf(db, rows);
  return rows.map((row) => {
    const fan = fans.get(`${row.shop_id}/${row.root_id ?? ''}`);
    const facts: NoteFacts = {
      fan: fan ?? null,
      ...(shops.get(row.shop_id) ?? nowhere),
      entry: jsonObject.parse(row.event_properties ?? {}),
      now: row.created_at.getTime(),
    };
    return { ...row, facts, nick: fan?.nick ?? null };
  });
}

const json: z.ZodType<Json> = z.json();
const jsonObject = z.record(z.string(), json);
const nowhere = { shop: {}, zone: 'Asia/Shanghai', scores: NEW_SCORES };

/** Fields by the names of the language, as far as the reader sees them, by shop and root fan. */
async function fansOf(db: ScopedDb, written: readonly WrittenAbout[]) {
  const ids = [...new Set(written.flatMap((one) => one.root_id ?? []))];
  if (ids.length === 0) return new Map<string, never>();
  const rows = await db
    .selectFrom('fan_shop')
    .innerJoin('fan', 'fan.id', 'fan_shop.fan_id')
    .leftJoin('staff', 'staff.id', 'fan_shop.owner_id')
    .selectAll('fan_shop')
    .select(['fan.nick as own_nick', 'fan.phone_mask', 'fan.birthday', 'fan.custom', 'staff.name as owner_name'])
    .where('fan_shop.fan_id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ own_nick, phone_mask, custom, owner_name, ...row }) => {
      const nick = row.nick ?? own_nick;
      const fields: Record<string, Json> = { nick, phone: phone_mask, owner: owner_name };
      for (const [column, value] of Object.entries(row)) fields[fieldNames[column] ?? column] ??= plain(value);
      return [`${row.shop_id}/${row.fan_id}`, { nick, fields, custom: jsonObject.parse(custom ?? {}) }] as const;
    }),
  );
}

/** Where the language has another name for a column. */
const fieldNames: Record<string, string> = {
  last_watch_at: 'last_watch',
  watch_seconds: 'watch_time',
  last_purchase_at: 'last_purchase',
  first_purchase_at: 'first_purchase',
  first_follow_at: 'first_follow',
};

function plain(value: string | number | Date | string[] | null): Json {
  return value instanceof Date ? value.getTime() : value;
}

async function shopsOf(db: ScopedDb, written: readonly WrittenAbout[]) {
  const ids = [...new Set(written.map((one) => one.shop_id))];
  if (ids.length === 0) return new Map<string, never>();
  const rows = await db
    .selectFrom('shop')
    .select(['id', 'name', 'zone', 'links', 'score_thresholds'])
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ id, name, zone, links, score_thresholds }) => {
      const known = z.record(z.string(), z.string()).safeParse(links).data ?? {};
      return [id, { zone, scores: scoresOf(score_thresholds), shop: { ...known, 'shop.name': name } }] as const;
    }),
  );
}
