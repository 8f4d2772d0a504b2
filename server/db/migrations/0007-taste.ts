import { type Kysely, sql } from 'kysely';

/** What a fan likes to buy, and when they will want it again, follow from what they bought. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Fans whose purchases have changed, until it is settled what follows from them. Rows are only added and taken away,
    -- so that nobody waits for anybody; one fan may stand here several times.
    create table taste_due (
      id bigint generated always as identity primary key,
      fan_id uuid not null
    );
    insert into taste_due (fan_id) select distinct fan_id from fan_shop where orders > 0;

    -- After how many days a product is bought again: as the shop's orders show, or as a person sets it, which counts
    -- then; 0: it is nothing that one buys again.
    create table product_cycle (
      shop_id uuid not null references shop,
      product text not null,
      learned_days int check (learned_days > 0),
      set_days int check (set_days between 0 and 3650),
      primary key (shop_id, product),
      check (coalesce(learned_days, set_days) is not null)
    );
    alter table shop add column cycles_learned_on date`.execute(db);
}
