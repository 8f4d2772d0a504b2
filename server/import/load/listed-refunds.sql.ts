import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import type { Changing } from './earlier.sql.js';

/** Fen by name: the first word says who tells of the refund, the others tell it apart from others of its order. */
export type ListedRefunds = Readonly<Record<string, number>>;

/** What was paid back as far as these tell. One refund may be told by each of them: the largest sum counts. */
export function sumOfListed(refunds: ListedRefunds): number {
  const sums = new Map<string | undefined, number>();
  for (const [name, amount] of Object.entries(refunds)) {
    const [teller] = name.split(' ', 1);
    sums.set(teller, (sums.get(teller) ?? 0) + amount);
  }
  return Math.max(0, ...sums.values());
}

/** The refunds that files have told of one by one, by number of the order; unknown orders are missing. */
export async function readListed(tx: Tx, shop: IngestShop, numbers: string[]): Promise<Map<string, ListedRefunds>> {
  if (numbers.length === 0) return new Map();
  const { rows } = await sql<{ number: string; refunds: ListedRefunds }>`
    select number, refunds from shop_order
    where platform = ${shop.platform} and shop_id = ${shop.id} and number = any(${numbers}::text[])`.execute(tx);
  return new Map(rows.map(({ number, refunds }) => [number, refunds]));
}

/** Writes such refunds to orders that are there, and keeps the orders as they were before. */
export async function writeListed(
  tx: Tx,
  { importId, no }: Changing,
  shop: IngestShop,
  listed: ReadonlyMap<string, ListedRefunds>,
): Promise<void> {
  if (listed.size === 0) return;
  await sql`
    with told as (
      select o.id, o.number, said.refunds, to_jsonb(o) as before
      from unnest(
        ${[...listed.keys()]}::text[],
        ${Array.from(listed.values(), (refunds) => JSON.stringify(refunds))}::jsonb[]
      ) as said (number, refunds) join shop_order o
        on o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = said.number
      where o.refunds <> said.refunds),
    kept as (
      insert into import_earlier (import_id, no, kind, key, before)
      select ${importId}::uuid, ${no}::int, 'order', number, before from told
      on conflict do nothing)
    update shop_order o set refunds = told.refunds, updated_at = now() from told where o.id = told.id`.execute(tx);
}
