import { createRoute, z } from '@hono/zod-openapi';
import { mayReadEach } from '../account/may-read-each.js';
import { may } from '../account/signed-in.js';
import { plainText } from '../request/plain-text.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { listMerges, listPairs, mergeByHand, settlePair, undoByHand } from './merge.service.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const fanId = z.object({ id: z.uuid() });

/** What tells a fan apart from others. */
export const fanFace = z
  .object({
    record: z.uuid().openapi({ description: 'The record of the fan that this is about' }),
    fan_id: z.uuid().openapi({ description: 'The fan whom the record is part of now' }),
    nick: z.string().nullable(),
    phone_mask: z.string().nullable(),
    shop: z.string(),
    orders: z.number().int().nullable(),
    spend: z.number().nullable().openapi({ description: 'fen' }),
    last_active_at: instant.nullable(),
    owner_name: z.string().nullable(),
  })
  .openapi('FanFace');

const pair = z
  .object({
    one: fanFace,
    other: fanFace,
    why: z.enum(['contradiction', 'met_again', 'same_nick']).openapi({
      description:
        'contradiction: merged by facts, yet each has a phone or platform id of its own; met_again: taken apart by hand, ' +
        'and facts show them together again; same_nick: one nick in two shops of a platform',
    }),
    kinds: z.array(z.string()),
    merge_id: z.uuid().nullable(),
    at: instant,
  })
  .openapi('FanPair');

const merge = z
  .object({
    id: z.uuid(),
    at: instant,
    reason: z.enum(['identity', 'hand']),
    kinds: z.array(z.string()).openapi({ description: 'Kinds of the identities that facts showed together' }),
    note: z.string().nullable(),
    by_name: z.string().nullable(),
    from: fanFace.nullable(),
    into: fanFace.nullable(),
    undone_at: instant.nullable(),
    undone_by_name: z.string().nullable(),
  })
  .openapi('FanMerge');

const decision = z
  .object({
    one: fanFace,
    other: fanFace,
    verdict: z.enum(['same', 'apart']),
    at: instant,
    by_name: z.string().nullable(),
  })
  .openapi('FanDecision');

const pairs = createRoute({
  method: 'get',
  path: '/v1/merges/pairs',
  summary: 'Pairs of fans of whom people are asked: are they one person?',
  middleware: may('update', 'fan'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(pair) }), 'At most 100, newest first'), ...problems },
});

const settle = createRoute({
  method: 'post',
  path: '/v1/merges/pairs',
  summary: 'Say whether two records are one person: merges them, takes them apart, or leaves them as they are',
  middleware: may('update', 'fan'),
  request: {
    body: jsonBody(z.strictObject({ one: z.uuid(), other: z.uuid(), verdict: z.enum(['same', 'apart']) })),
  },
  responses: { 204: { description: 'Settled' }, ...problems },
});

const history = createRoute({
  method: 'get',
  path: '/v1/fans/{id}/merges',
  summary: 'The merges that made a fan, and what people decided of it, newest first: who, what, when and why',
  middleware: mayReadEach('fan'),
  request: { params: fanId },
  responses: {
    200: json(z.object({ items: z.array(merge), decisions: z.array(decision) }), 'The merges'),
    ...problems,
  },
});

const join = createRoute({
  method: 'post',
  path: '/v1/fans/{id}/merges',
  summary: 'Merge another fan with this one; audited, and can be undone',
  middleware: may('update', 'fan'),
  request: {
    params: fanId,
    body: jsonBody(
      z.strictObject({ other: z.uuid(), note: plainText.trim().min(1).max(200).nullable().default(null) }),
    ),
  },
  responses: { 201: json(z.object({ id: z.uuid() }), 'Merged'), ...problems },
});

const undo = createRoute({
  method: 'post',
  path: '/v1/merges/{id}/undo',
  summary: 'Take a merge back: identities, facts and what was known of each part again; messages stay sent',
  middleware: may('update', 'fan'),
  request: { params: fanId },
  responses: { 200: json(z.object({ kept: z.uuid(), gone: z.uuid() }), 'The two fans'), ...problems },
});

export const mergeRoutes = createRouter()
  .openapi(pairs, async (c) => {
    const { deps, db, actor } = c.var;
    return c.json({ items: await listPairs(deps.db, db, actor.ability, c.req.valid('query').shop) }, 200);
  })
  .openapi(settle, async (c) => {
    const { deps, actor } = c.var;
    const { verdict, ...records } = c.req.valid('json');
    await settlePair({ db: deps.db, keys: deps.secrets, actor }, records, verdict);
    return c.body(null, 204);
  })
  .openapi(history, async (c) => {
    const { deps, db } = c.var;
    return c.json(await listMerges(deps.db, db, c.req.valid('param').id), 200);
  })
  .openapi(join, async (c) => {
    const { deps, actor } = c.var;
    const { other, note } = c.req.valid('json');
    const id = await mergeByHand({ db: deps.db, keys: deps.secrets, actor }, c.req.valid('param').id, other, note);
    return c.json({ id }, 201);
  })
  .openapi(undo, async (c) => {
    const { deps, actor } = c.var;
    return c.json(await undoByHand({ db: deps.db, keys: deps.secrets, actor }, c.req.valid('param').id), 200);
  });
