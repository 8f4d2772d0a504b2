import { z } from '@hono/zod-openapi';
import type { Actor } from '../account/session.service.js';
import { seesField } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Keys } from '../crypto/keys.js';
import type { Db } from '../db/database.js';
import { unknownField } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import type { FanFilter, FilterContext } from './fan-filter.js';
import { activeSopsOf, countFans, pageOfFans, tagsOf } from './fan-list.queries.js';
import { findByPhone } from './fan-lookup.js';
import { locateFan } from './fan-page.queries.js';
import { type FanSort, readFanCursor, writeFanCursor } from './fan-sort.js';
import { thresholdsOf } from './m-score.js';
import { fragmentsOf, timeline, type TimelineKind, timelineKinds } from './timeline.queries.js';

/** Who asks, with the two doors to the data: the scoped one, and the one for looking up hashes. */
export interface FanReader {
  db: ScopedDb;
  unbound: Db;
  keys: Keys;
  actor: Actor;
}

export interface FanListRequest {
  filter: FanFilter;
  sort: FanSort;
  cursor: string | undefined;
  limit: number;
}

/** A page of the fan list with tags and running SOPs, and with the first page the count. */
export async function listFans({ db, unbound, keys, actor }: FanReader, request: FanListRequest) {
  const { filter, sort, cursor, limit } = request;
  if (!seesField(actor.ability, 'fan', sort.column)) throw unknownField('sort');
  const context: FilterContext = {
    ability: actor.ability,
    staffId: actor.staffId,
    thresholds: await thresholdsOf(db, filter.shop),
    foundByPhone: filter.q === undefined ? undefined : await findByPhone(unbound, keys, actor.ability, filter.q),
  };
  const after = cursor === undefined ? undefined : readFanCursor(sort, cursor);
  const page = await pageOfFans(db, { filter, sort, after, limit }, context);
  const fanIds = page.items.map((fan) => fan.fan_id);
  const [tags, sops] = await Promise.all([tagsOf(db, filter.shop, fanIds), activeSopsOf(db, filter.shop, fanIds)]);
  return {
    items: page.items.map((fan) => ({
      ...fan,
      tags: tags.filter((tag) => tag.fan_id === fan.fan_id),
      sops: sops.filter((sop) => sop.fan_id === fan.fan_id),
    })),
    next_cursor: page.next ? writeFanCursor(sort, page.next) : null,
    count: after ? null : await countFans(db, filter, context),
  };
}

export interface TimelineRequest {
  shopId: string | undefined;
  kinds: TimelineKind[] | undefined;
  cursor: string | undefined;
  limit: number;
}

const timelineCursor = z.object({ seconds: z.number(), id: z.uuid() });

/** A page of what a fan did and got, newest first. Throws a Problem (REQ404) for a foreign or missing fan. */
export async function readTimeline(db: ScopedDb, fanId: string, request: TimelineRequest) {
  const place = await locateFan(db, fanId, request.shopId);
  const after = request.cursor === undefined ? undefined : readCursor(timelineCursor, request.cursor);
  const slice = {
    fanIds: await fragmentsOf(db, place.root_id),
    shopId: place.shop_id,
    after,
    limit: request.limit + 1,
  };
  const lines = await timeline(db, slice, request.kinds ?? timelineKinds);
  const shown = lines.slice(0, request.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((line) => line.item),
    next_cursor: lines.length > request.limit && last ? writeCursor(last.position) : null,
  };
}
