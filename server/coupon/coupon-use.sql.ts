import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import { allocateUses, type GivenCoupon, type ToldUse } from './allocate-uses.js';

/**
 * Marks the coupons of fans as used, as all that is told of their uses says, in any order. A budget was charged the face
 * value when the coupon was issued; from its use on it is charged what that really took off.
 *
 * @param roots who used a coupon, or who have become one fan; locked
 */
export async function settleUses(tx: Tx, roots: readonly string[]): Promise<void> {
  // Most have none: a look into the events of all months, of which some data have hundreds, would cost far more.
  const holders = roots.length === 0 ? [] : await readHolders(tx, roots);
  const wallets = holders.length === 0 ? [] : await readWallets(tx, holders);
  const changes = wallets.flatMap(({ coupons, uses }) => {
    const given = coupons.map(givenOf);
    const allocated = allocateUses(given, uses.map(toldOf));
    return given.flatMap(({ id, usedAt, usedFen }) => {
      const use = allocated.get(id);
      if (use === undefined) return [];
      const [at, fen] = [use?.happenedAt ?? null, use?.amount ?? null];
      return at === usedAt && fen === usedFen ? [] : [{ id, at, fen }];
    });
  });
  if (changes.length > 0) await writeUses(tx, changes);
}

/** The coupons of a fan in a shop, and what is told of uses. Instants in milliseconds. */
interface Wallet {
  coupons: {
    id: string;
    code: string;
    name: string;
    issued_at: number;
    expires_at: number;
    used_at: number | null;
    used_fen: number | null;
  }[];
  uses: { coupon: string; amount: unknown; at: number }[];
}

function givenOf({ id, code, name, ...one }: Wallet['coupons'][number]): GivenCoupon {
  const { issued_at: issuedAt, expires_at: expiresAt, used_at: usedAt, used_fen: usedFen } = one;
  return { id, code, name, issuedAt, expiresAt, usedAt, usedFen };
}

function toldOf({ coupon, amount, at }: Wallet['uses'][number]): ToldUse {
  return { coupon, happenedAt: at, amount: typeof amount === 'number' ? amount : null };
}

const millis = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::bigint`;

/** Those of the fans who were given a coupon. */
async function readHolders(tx: Tx, roots: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ root_id: string }>`
    select distinct f.root_id from fan f join coupon_issue i on i.fan_id = f.id
    where f.root_id = any(${[...roots]}::uuid[])`.execute(tx);
  return rows.map((row) => row.root_id);
}

async function readWallets(tx: Tx, roots: readonly string[]): Promise<Wallet[]> {
  const { rows } = await sql<Wallet>`
    with given as materialized (
      select f.root_id as fan, i.shop_id, jsonb_agg(jsonb_build_object('id', i.id, 'code', i.code, 'name', c.name,
        'issued_at', ${millis('i.issued_at')}, 'expires_at', ${millis('i.expires_at')}, 'used_at', ${millis('i.used_at')},
        'used_fen', i.used_fen)) as coupons
      from fan f join coupon_issue i on i.fan_id = f.id join coupon c on c.id = i.coupon_id
      where f.root_id = any(${[...roots]}::uuid[]) group by 1, 2)
    select coupons, jsonb_agg(jsonb_build_object('coupon', e.properties -> 'coupon', 'amount', e.properties -> 'amount',
      'at', ${millis('e.happened_at')})) as uses
    from given join fan f on f.root_id = given.fan
    join event e on e.fan_id = f.id and e.type = 'coupon.use' and e.shop_id = given.shop_id
    where jsonb_typeof(e.properties -> 'coupon') = 'string'
    group by given.fan, given.shop_id, coupons`.execute(tx);
  return rows;
}

async function writeUses(tx: Tx, changes: readonly { id: string; at: number | null; fen: number | null }[]) {
  await sql`
    with changed as (
      select i.id, i.enrolment_id, i.step_key, i.used_at, i.used_fen, i.returned_at, said.at as now_at, said.fen as now_fen
      from unnest(${changes.map(({ id }) => id)}::uuid[], ${changes.map(({ at }) => at)}::float8[],
        ${changes.map(({ fen }) => fen)}::bigint[]) said (id, at, fen)
      join coupon_issue i on i.id = said.id for update of i
    ), used as (
      update coupon_issue i set used_at = to_timestamp(now_at / 1000), used_fen = now_fen from changed
      where i.id = changed.id
    ), charged as (
      select x.sop_id, x.budget_period, sum(
        case when now_at is not null then coalesce(now_fen, x.coupon_fen) when returned_at is null then x.coupon_fen else 0 end
        - case when used_at is not null then coalesce(used_fen, x.coupon_fen)
          when returned_at is null then x.coupon_fen else 0 end) as more
      from changed join effect x on x.enrolment_id = changed.enrolment_id and x.step_key = changed.step_key
      where x.budget_period is not null group by 1, 2
    )
    update budget_use b set fen = greatest(0, b.fen + more) from charged
    where b.sop_id = charged.sop_id and b.period = charged.budget_period`.execute(tx);
}
