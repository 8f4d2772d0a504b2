import { type Kysely, sql } from 'kysely';

/** Lists of the items of orders may tell what the orders cost. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- amount: of all pieces, with their freight.
    alter table order_line add column amount bigint;

    -- of_lines: nobody tells an amount, payable is what the lines add up to, and refunded_of_lines of what was paid back
    -- follows from it.
    alter table shop_order add column of_lines boolean not null default false,
      add column refunded_of_lines bigint not null default 0`.execute(db);
}
