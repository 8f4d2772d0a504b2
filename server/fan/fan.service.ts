import { type Ability, withheldKeys } from '../access/ability.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { scopeOf } from '../access/rows.js';
import { toldCount } from '../access/small-groups.js';
import { readCursor, writeCursor } from '../request/cursor.js';
import { readScoredShop } from '../segment/audience.sql.js';
import type { FanFilter, FilterContext } from './fan-filter.js';
import { countFans, pageOfFans, pageWithDetails, sorts } from './fan-list.queries.js';
import { locateFan } from './fan-page.queries.js';
import { type FanSort, readFanCursor, requireSortable, writeFanCursor } from './fan-sort.js';
import { type FanReader, filterContext } from './filter-context.js';
import { fragmentsOf, timeline, type TimelineKind, timelineKinds, timelinePosition } from './timeline.queries.js';

export interface FanListRequest {
  filter: FanFilter;
  sort: FanSort;
  cursor: string | undefined;
  limit: number;
}

/** A page of the fan list with scores, tags and running SOPs, and with the first page the count. */
export async function listFans(reader: FanReader, request: FanListRequest) {
  const { db } = reader;
  const { filter, sort } = request;
  const after = await positionOf(reader, request);
  const [shop, context] = await Promise.all([readScoredShop(db, filter.shop), filterContext(reader, filter)]);
  const few = await areFew(reader, request, context);
  const [page, count] = await Promise.all([
    pageWithDetails(db, { ...request, after, few }, context, shop),
    after ? null : countFans(db, filter, context),
  ]);
  return { items: page.items, next_cursor: page.next ? writeFanCursor(sort, page.next) : null, count };
}

/** How many fans a list has, for whoever knows none of them by name. */
export async function countNameless(reader: FanReader, { filter }: FanListRequest) {
  const { db, actor } = reader;
  const { value } = await countFans(db, filter, await filterContext(reader, filter));
  return { items: [], next_cursor: null, count: { value: toldCount(actor.ability, value), exact: false } };
}

/** A page of fans by their rows alone, which takes a fraction of the work. */
export async function briefFans(reader: FanReader, request: FanListRequest) {
  const after = await positionOf(reader, request);
  const context = await filterContext(reader, request.filter);
  const few = await areFew(reader, request, context);
  const page = await pageOfFans(reader.db, { ...request, after, few }, context);
  return { items: page.items, next_cursor: page.next ? writeFanCursor(request.sort, page.next) : null };
}

/** Whether the list is one of a few people's fans, and they have few. */
async function areFew({ db, actor }: FanReader, { filter, sort }: FanListRequest, context: FilterContext) {
  const { shop, owner } = filter;
  const ofPeople = scopeOf(actor.ability, 'read', 'fan').every(
    ({ owner_id, team_id }) => typeof owner_id === 'string' || team_id !== undefined,
  );
  const ofPerson = owner !== undefined && owner !== 'none';
  if (!sorts(sort) || !(ofPeople || ofPerson)) return false;
  const whoever = { ...context, found: undefined, audiences: [] };
  return (await countFans(db, { shop, ...(ofPerson && { owner }) }, whoever)).exact;
}

/** Throws a Problem (REQ400) for a sort by what the person does not see, or a cursor of another list. */
async function positionOf({ db, actor }: FanReader, { filter, sort, cursor }: FanListRequest) {
  await requireSortable(db, actor.ability, filter.shop, sort);
  return cursor === undefined ? undefined : readFanCursor(sort, cursor);
}

export interface TimelineRequest {
  shopId: string | undefined;
  kinds: TimelineKind[] | undefined;
  cursor: string | undefined;
  limit: number;
}

/** A page of what a fan did and got, newest first. Throws a Problem (REQ404) for a foreign or missing fan. */
export async function readTimeline(db: ScopedDb, ability: Ability, fanId: string, request: TimelineRequest) {
  const place = await locateFan(db, fanId, request.shopId);
  const after = request.cursor === undefined ? undefined : readCursor(timelinePosition, request.cursor);
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
    items: shown.map(({ item }) => (item.kind === 'event' ? withoutWithheld(item, ability) : item)),
    next_cursor: lines.length > request.limit && last ? writeCursor(last.position) : null,
  };
}

/** A field of orders that the role withholds is not told by the events of orders either. */
function withoutWithheld<Event extends { type: string | null; properties: unknown }>(event: Event, ability: Ability) {
  const { type, properties } = event;
  if (!type?.startsWith('order.') || typeof properties !== 'object' || properties === null) return event;
  const withheld = new Set(withheldKeys(ability, 'order', 'custom'));
  const shown = Object.entries(properties).filter(([name]) => !withheld.has(`custom.${name}`));
  return { ...event, properties: Object.fromEntries(shown) };
}
