import { createRoute, z } from '@hono/zod-openapi';
import { mayAtAll } from '../access/ability.js';
import { knowingByName, mayReadEach } from '../account/may-read-each.js';
import { scopedReportsOf } from '../account/reports.js';
import { may } from '../account/signed-in.js';
import { streamed } from '../account/streamed.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { chosenFans } from './chosen-fans.js';
import { exportFans } from './fan-export.js';
import { fanFilter } from './fan-filter.js';
import { fanPage } from './fan-page.service.js';
import { fanSort, parseSort } from './fan-sort.js';
import { unmask } from './fan-unmask.js';
import * as schemas from './fan.schemas.js';
import { briefFans, countNameless, type FanListRequest, listFans, readTimeline } from './fan.service.js';
import { readerOf } from './fan-reader.js';
import { ownScores } from './own-scores.service.js';
import { timelineKinds } from './timeline.queries.js';

const limit = z.coerce.number().int().min(1).max(100).default(50);
/** A text of the shop's own may stand in it. */
const listCursor = z.string().max(12_000).optional();
const cursor = z.string().max(500).optional();
const sort = fanSort.default('-last_active_at');
const fanId = z.object({ id: z.uuid() });

const listQuery = fanFilter.extend({ sort, cursor: listCursor, limit }).strict();

const list = createRoute({
  method: 'get',
  path: '/v1/fans',
  summary: 'Fans of a shop, filtered, sorted, by page',
  middleware: may('read', 'fan'),
  request: { query: listQuery },
  responses: { 200: json(schemas.fanList, 'A page'), ...problems },
});

const brief = createRoute({
  method: 'get',
  path: '/v1/fans/brief',
  summary: 'The same fans by their rows alone: without contact, fields of the shop, scores, tags, SOPs and count',
  middleware: mayReadEach('fan'),
  request: { query: listQuery },
  responses: { 200: json(schemas.briefFans, 'A page'), ...problems },
});

const page = createRoute({
  method: 'get',
  path: '/v1/fans/{id}',
  summary: 'Everything known of a fan',
  middleware: mayReadEach('fan'),
  request: { params: fanId, query: z.strictObject({ shop: z.uuid().optional() }) },
  responses: { 200: json(schemas.fanPage, 'The fan'), ...problems },
});

const lines = createRoute({
  method: 'get',
  path: '/v1/fans/{id}/timeline',
  summary: 'What a fan did and got, newest first',
  middleware: mayReadEach('fan'),
  request: {
    params: fanId,
    query: z.strictObject({
      shop: z.uuid().optional(),
      type: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.enum(timelineKinds)))
        .optional()
        .openapi({ type: 'string', description: 'Some of event, message, tag, sop, points, separated by commas' }),
      cursor,
      limit,
    }),
  },
  responses: { 200: json(schemas.timelinePage, 'A page'), ...problems },
});

const scores = createRoute({
  method: 'get',
  path: '/v1/fans/{id}/scores',
  summary: "Points that a fan has by the shop's own scores",
  middleware: mayReadEach('fan'),
  request: { params: fanId, query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(schemas.ownScores, 'By name'), ...problems },
});

const plain = createRoute({
  method: 'post',
  path: '/v1/fans/{id}/unmask',
  summary: 'Show a masked value in plain; audited',
  middleware: may('unmask', 'fan'),
  request: { params: fanId, body: jsonBody(z.strictObject({ field: z.enum(['phone', 'email']) })) },
  responses: { 200: json(z.object({ value: z.string() }), 'The value'), ...problems },
});

const file = createRoute({
  method: 'post',
  path: '/v1/fans/export',
  summary: 'Fans as CSV, as one sees them in the list; audited',
  middleware: may('update', 'fan'),
  request: {
    body: jsonBody(z.strictObject({ shop_id: z.uuid(), fans: chosenFans, sort, language: z.enum(['zh', 'en']) })),
  },
  responses: {
    200: { description: 'One line a fan', content: { 'text/csv': { schema: z.string() } } },
    ...problems,
  },
});

function asked({ sort, cursor: after, limit: size, ...filter }: z.infer<typeof listQuery>): FanListRequest {
  return { filter, sort: parseSort(sort), cursor: after, limit: size };
}

export const fanRoutes = createRouter()
  .openapi(list, async (c) => {
    const request = asked(c.req.valid('query'));
    const reader = readerOf(knowingByName(c.var));
    const knowsSome = mayAtAll(reader.actor.ability, 'read', 'fan');
    return c.json(await (knowsSome ? listFans(reader, request) : countNameless(readerOf(c.var), request)), 200);
  })
  .openapi(brief, async (c) => c.json(await briefFans(readerOf(c.var), asked(c.req.valid('query'))), 200))
  .openapi(page, async (c) => {
    const { db, actor } = c.var;
    return c.json(await fanPage(db, actor.ability, c.req.valid('param').id, c.req.valid('query').shop), 200);
  })
  .openapi(scores, async (c) => {
    const { db, actor } = c.var;
    const items = await ownScores(db, actor.ability, c.req.valid('param').id, c.req.valid('query').shop);
    return c.json({ items }, 200);
  })
  .openapi(lines, async (c) => {
    const { shop, type, cursor: after, limit: size } = c.req.valid('query');
    const request = { shopId: shop, kinds: type, cursor: after, limit: size };
    return c.json(await readTimeline(c.var.db, c.var.actor.ability, c.req.valid('param').id, request), 200);
  })
  .openapi(plain, async (c) => {
    const { actor, deps } = c.var;
    const value = await unmask(deps.db, deps.secrets, actor, c.req.valid('param').id, c.req.valid('json').field);
    return c.json({ value }, 200);
  })
  .openapi(file, async (c) => {
    const { shop_id, fans: wanted, sort: by, language } = c.req.valid('json');
    const exporter = knowingByName(c.var);
    const reader = { ...readerOf(exporter), db: scopedReportsOf(exporter) };
    const lines = await exportFans(reader, shop_id, { wanted, sort: parseSort(by), language });
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="fans.csv"');
    return c.body(streamed(c.var, lines));
  });
