import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import type { ShopSize } from './size.js';

/** Writes the orders of the fans in `made_fan`: nine in ten are paid, one in twenty is refunded. */
export async function fillOrders(tx: Tx, shopId: string, { fans, orders }: ShopSize): Promise<void> {
  await sql`
    insert into shop_order (id, shop_id, platform, number, fan_id, status, status_at, payable, paid, refunded, quantity,
      title, ordered_at, paid_at, receiver_encrypted, receiver_mask, updated_at)
    select pg_temp.made_id(o.n, 10, ordered_at), ${shopId}::uuid, 'taobao', '2419' || lpad(o.n::text, 15, '0'), f.id,
      case when not is_paid then 'closed' when is_refunded then 'refunded' else 'done' end, ordered_at + interval '5 days',
      payable, case when is_paid then payable else 0 end, case when is_refunded then payable else 0 end, 1,
      '商品' || (o.n % 16), ordered_at, case when is_paid then ordered_at + interval '2 minutes' end,
      decode(repeat(md5(o.n::text), 5), 'hex'), '某**', ordered_at
    from (
      select n, floor(power(pg_temp.draw(n, 11), 2) * ${fans})::bigint as buyer,
        (9900 * exp(0.9 * sqrt(-2 * ln(1 - pg_temp.draw(n, 12))) * cos(2 * pi() * pg_temp.draw(n, 13))))::bigint + 990 as payable,
        pg_temp.draw(n, 14) < 0.92 as is_paid, pg_temp.draw(n, 14) < 0.05 as is_refunded, pg_temp.draw(n, 15) as share
      from generate_series(0, ${orders}::bigint - 1) as n
    ) as o
    join made_fan f on f.n = o.buyer
    cross join lateral (select f.since + (f.until - f.since) * o.share as ordered_at) as moment
    order by o.n`.execute(tx);
}
