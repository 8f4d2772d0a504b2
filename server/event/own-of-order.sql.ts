import { sql } from 'kysely';
import { propertyType } from '@fanloom/dsl/vocabulary/property.js';
import type { Tx } from '../db/database.js';
import { peopleOf } from '../person/people.sql.js';
import type { Fact } from './fact.js';
import type { IngestShop } from './ingest-shop.js';
import { ORDER_EVENTS, orderNumber, type OrderState } from './order-state.js';

/**
 * What the events of orders say in the shop's own fields stands with the orders, too; of two that differ the later one
 * counts. A value that its field does not take stays with its event alone. To be called when facts and orders are written.
 */
export async function keepOwnOfOrders(
  tx: Tx,
  shop: IngestShop,
  facts: readonly Fact[],
  orders: readonly OrderState[],
): Promise<void> {
  const told = new Set(facts.filter(saysMore).map(({ type, properties }) => orderNumber(type, properties)));
  const wanted = orders.filter(({ number }) => told.has(number));
  if (wanted.length === 0) return;
  await sql`
    with said as (
      select w.number, jsonb_object_agg(f.name, ${value} order by e.happened_at, ${value}) as own
      from unnest(${wanted.map(({ number }) => number)}::text[], ${wanted.map(({ fanId }) => fanId)}::uuid[]) w (number, fan)
      join fan record on record.id = w.fan join fan r on r.root_id = record.root_id
      join event e on e.fan_id = r.id and e.type = any(${ORDER_EVENTS}::text[])
      join custom_field f on f.shop_id = e.shop_id and f.subject = 'order'
      where e.shop_id = ${shop.id} and e.properties ->> 'order' = w.number and ${isTaken}
      group by w.number)
    update shop_order o set custom = o.custom || said.own, updated_at = now() from said
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = said.number
      and o.custom || said.own <> o.custom`.execute(tx);
}

function saysMore({ type, properties }: Fact): boolean {
  return ORDER_EVENTS.includes(type) && Object.keys(properties).some((name) => propertyType(name) === null);
}

const said = sql`(e.properties -> f.name)`;

/** The one person whom the text names; null when it names nobody or several. */
const person = sql`(
  select to_jsonb(min(p.kept)) from ${peopleOf(sql`f.shop_id`)} p
  where lower(e.properties ->> f.name) in (lower(p.login), lower(p.name), lower(p.kept)) having count(*) = 1)`;

/** Several words may be told as one, and people by their log-in names. */
const value = sql`(case when f.type = 'list' and jsonb_typeof(${said}) = 'string' then jsonb_build_array(${said})
  when f.type = 'person' then ${person} else ${said} end)`;

/** By the type of field `f`, and its choices. */
const isTaken = sql`(case
    when f.type in ('number', 'money') then jsonb_typeof(${said}) = 'number'
    when f.type = 'list' then jsonb_typeof(${said}) = 'string' or ${said} <> '[]' and jsonb_typeof(${said}) = 'array'
    when f.type = 'date' then (e.properties ->> f.name) ~ '^\\d{4}-\\d{2}-\\d{2}$'
    when f.type = 'person' then jsonb_typeof(${said}) = 'string' and ${person} is not null
    else jsonb_typeof(${said}) = 'string' and ${said} <> '""' end
  and (cardinality(f.choices) = 0 or ${said} <@ to_jsonb(f.choices)))`;
