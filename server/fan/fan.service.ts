import { z } from '@hono/zod-openapi';
import { seesField } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { isTooSmall, seesNumbersOnly } from '../access/small-groups.js';
import { unknownField } from '../problem/common.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { readScoreTerms } from '../segment/audience.sql.js';
import { scoresOfFan } from '../segment/scores.sql.js';
import type { FanFilter } from './fan-filter.js';
import { countFans, detailsOf, pageOfFans } from './fan-list.queries.js';
import { locateFan } from './fan-page.queries.js';
import { type FanSort, readFanCursor, writeFanCursor } from './fan-sort.js';
import { type FanReader, filterContext } from './filter-context.js';
import { fragmentsOf, timeline, type TimelineKind, timelineKinds } from './timeline.queries.js';

export interface FanListRequest {
  filter: FanFilter;
  sort: FanSort;
  cursor: string | undefined;
  limit: number;
}

/** A page of the fan list with scores, tags and running SOPs, and with the first page the count. */
export async function listFans(reader: FanReader, request: FanListRequest) {
  const { db, actor } = reader;
  const { filter, sort, cursor, limit } = request;
  if (!seesField(actor.ability, 'fan', sort.column)) throw unknownField('sort');
  const after = cursor === undefined ? undefined : readFanCursor(sort, cursor);
  const [terms, context] = await Promise.all([readScoreTerms(db, filter.shop), filterContext(reader, filter)]);
  const [page, count] = await Promise.all([
    pageOfFans(db, { filter, sort, after, limit }, context),
    after && !seesNumbersOnly(actor.ability) ? null : countFans(db, filter, context),
  ]);
  // Figures of a few are figures of each of them.
  if (count && isTooSmall(actor.ability, count.value))
    return { items: [], next_cursor: null, count: { value: 0, exact: false } };
  const fanIds = page.items.map((fan) => fan.fan_id);
  const scores = scoresOfFan(actor.ability, terms);
  const details = new Map((await detailsOf(db, filter.shop, fanIds, scores)).map((fan) => [fan.fan_id, fan]));
  return {
    items: page.items.map((fan) => {
      const more = details.get(fan.fan_id);
      return {
        ...fan,
        phone_mask: more?.phone_mask ?? null,
        owner_name: more?.owner_name ?? null,
        custom: more?.custom ?? null,
        scores: more?.scores ?? null,
        tags: more?.tags ?? [],
        sops: more?.sops ?? [],
      };
    }),
    next_cursor: page.next ? writeFanCursor(sort, page.next) : null,
    count,
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
