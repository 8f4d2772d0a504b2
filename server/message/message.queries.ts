import { z } from '@hono/zod-openapi';
import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { reasonText } from './reason.js';

export const messageStatuses = ['planned', 'sending', 'sent', 'failed', 'unknown', 'cancelled', 'skipped'] as const;

export interface MessageRequest {
  shop: string;
  status?: (typeof messageStatuses)[number] | undefined;
  channel?: string | undefined;
  sop?: string | undefined;
  fan?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** The outbox of a shop, newest first: messages to fans whom the reader may see. Throws a Problem (REQ404). */
export async function listMessages(db: ScopedDb, { shop, status, channel, sop, fan, cursor, limit }: MessageRequest) {
  await db.selectFrom('shop').select('id').where('id', '=', shop).executeTakeFirstOrThrow(notFound);
  const after = cursor === undefined ? undefined : readCursor(z.uuid(), cursor);
  const rows = await db
    .with('page', (queries) =>
      queries
        .selectFrom('effect')
        .selectAll()
        .where('shop_id', '=', shop)
        .where('kind', '=', 'message')
        .$if(status !== undefined, (query) => query.where('status', '=', status ?? ''))
        .$if(channel !== undefined, (query) => query.where('channel', '=', channel ?? ''))
        .$if(sop !== undefined, (query) => query.where('sop_id', '=', sop ?? ''))
        .$if(fan !== undefined, (query) =>
          query.where('fan_id', 'in', (eb) =>
            eb
              .selectFrom('fan')
              .select('fan.id')
              .where('fan.root_id', '=', fan ?? ''),
          ),
        )
        .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
        .orderBy('id', 'desc')
        .limit(limit + 1),
    )
    .selectFrom('page')
    .leftJoin('fan', 'fan.id', 'page.fan_id')
    .leftJoin('fan_shop', (join) =>
      join.onRef('fan_shop.fan_id', '=', 'fan.root_id').onRef('fan_shop.shop_id', '=', 'page.shop_id'),
    )
    .leftJoin('sop', 'sop.id', 'page.sop_id')
    .select(['page.id', 'page.channel', 'page.status', 'page.reason', 'page.body', 'page.coupon', 'page.provider'])
    .select([
      'page.attempt',
      'page.send_at',
      'page.done_at',
      'page.sop_id',
      'page.step_key',
      'page.fan_id',
      'fan.root_id',
    ])
    .select(['fan_shop.nick', 'sop.name as sop_name'])
    .orderBy('page.id', 'desc')
    .execute();
  const items = rows.slice(0, limit).map(({ sop_id, sop_name, fan_id, root_id, nick, ...message }) => ({
    ...message,
    fan: { id: root_id ?? fan_id, nick },
    sop: sop_name === null ? null : { id: sop_id, name: sop_name },
    reason_text: reasonText(message.reason),
  }));
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last ? writeCursor(last.id) : null };
}
