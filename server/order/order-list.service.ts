import { z } from '@hono/zod-openapi';
import { type Ability, seesField } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { ORDER_STATUSES } from '../event/order-state.js';
import { notFound, unknownField } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { type OrderFilter, ordersOfShop } from './order-list.queries.js';
import { linesOf } from './order.queries.js';
import { type OwnFilter, readOwnFilter } from './own-filter.js';

/** Fields of an order that a filter tells of. */
const FIELDS_BEHIND = {
  status: 'status',
  after: 'ordered_at',
  before: 'ordered_at',
  number: 'number',
  product: 'title',
} as const satisfies Partial<Record<keyof OrderFilter, string>>;

const position = z.object({ seconds: z.number().nullable(), id: z.uuid() });
const orderStatus = z.enum(ORDER_STATUSES).nullable();

export interface OrderListRequest {
  filter: Omit<OrderFilter, 'own'> & { own?: OwnFilter | undefined };
  cursor: string | undefined;
  limit: number;
}

/**
 * A page of the orders that the person sees, newest first.
 * @throws Problem REQ404 for a foreign shop, REQ400 for a filter by what the person does not see
 */
export async function listOrders(
  unbound: Db,
  db: ScopedDb,
  ability: Ability,
  { filter: { own: asked = {}, ...filter }, cursor, limit }: OrderListRequest,
) {
  for (const [name, field] of Object.entries(FIELDS_BEHIND)) {
    if (filter[name as keyof typeof filter] !== undefined && !seesField(ability, 'order', field))
      throw unknownField(name);
  }
  // Newest first tells when each was made.
  if (!seesField(ability, 'order', 'ordered_at')) throw unknownField('sort');
  await db.selectFrom('shop').select('id').where('id', '=', filter.shop).executeTakeFirstOrThrow(notFound);
  const own = await readOwnFilter(db, ability, filter.shop, asked);
  const after = cursor === undefined ? undefined : readCursor(position, cursor);
  const rows = await ordersOfShop(db, { ability, filter: { ...filter, own }, after, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const titles = await titlesOf(unbound, ability, filter.shop, page);
  return {
    items: page.map(({ seconds: _, ...order }) => ({
      ...order,
      title: order.title ?? titles.get(order.number ?? '') ?? null,
      status: orderStatus.parse(order.status),
    })),
    next_cursor: rows.length > limit && last ? writeCursor({ seconds: last.seconds, id: last.id }) : null,
  };
}

/** What was in orders that say no title of their own, by their number. */
async function titlesOf(
  db: Db,
  ability: Ability,
  shopId: string,
  orders: { number: string | null; title: string | null }[],
) {
  const numbers = orders.flatMap(({ number, title }) => (title === null && number !== null ? [number] : []));
  const titles = new Map<string, string>();
  if (numbers.length === 0) return titles;
  for (const { number, title } of await linesOf(db, ability, shopId, numbers, ['title'])) {
    const before = titles.get(number);
    titles.set(number, before === undefined ? title : `${before}、${title}`);
  }
  return titles;
}
