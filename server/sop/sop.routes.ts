import { createRoute, z } from '@hono/zod-openapi';
import { withoutSmallGroups } from '../access/small-groups.js';
import { mayReadEach } from '../account/may-read-each.js';
import { may } from '../account/signed-in.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { monitor, monitorCounts, monitorFor } from './monitor.service.js';
import { fanStates, listSopFans } from './sop-fans.queries.js';
import { listSops, listVersions, readSop } from './sop.queries.js';
import * as schemas from './sop.schemas.js';
import { checkText, createSop, publishSop, saveDraft, setGate } from './sop.service.js';
import { readTemplates } from './templates.js';

const ofShop = z.strictObject({ shop: z.uuid() });
const sopId = z.object({ id: z.uuid() });
const revision = z.number().int().min(1).max(2_147_483_646);
const textOfShop = jsonBody(z.strictObject({ shop_id: z.uuid(), text: schemas.text }));

const list = createRoute({
  method: 'get',
  path: '/v1/sops',
  summary: 'The SOPs of a shop, with their figures',
  middleware: may('read', 'sop'),
  request: { query: ofShop },
  responses: { 200: json(schemas.sopList, 'By name'), ...problems },
});

const create = createRoute({
  method: 'post',
  path: '/v1/sops',
  summary: 'Keep a text with one SOP as a new draft, the definitions and tests beside it included',
  middleware: may('create', 'sop'),
  request: { body: textOfShop },
  responses: { 201: json(schemas.createdSop, 'Kept'), ...problems },
});

const check = createRoute({
  method: 'post',
  path: '/v1/sops/check',
  summary: 'What is wrong with a text, and how its tests end; nothing is kept',
  middleware: may('update', 'sop'),
  request: { body: textOfShop },
  responses: { 200: json(schemas.checkedText, 'What was found'), ...problems },
});

const catalogue = createRoute({
  method: 'get',
  path: '/v1/sops/catalogue',
  summary: 'What texts of a shop may name',
  middleware: may('read', 'sop'),
  request: { query: ofShop },
  responses: { 200: json(schemas.catalogue, 'Names and terms'), ...problems },
});

const templates = createRoute({
  method: 'get',
  path: '/v1/sops/templates',
  summary: 'SOPs that come with the product',
  middleware: may('create', 'sop'),
  responses: { 200: json(schemas.templates, 'Names and texts'), ...problems },
});

const read = createRoute({
  method: 'get',
  path: '/v1/sops/{id}',
  summary: 'An SOP with its draft',
  middleware: may('read', 'sop'),
  request: { params: sopId },
  responses: { 200: json(schemas.sopDetail, 'The SOP'), ...problems },
});

const save = createRoute({
  method: 'put',
  path: '/v1/sops/{id}/draft',
  summary: 'Save the draft over the revision it was made from',
  middleware: may('update', 'sop'),
  request: { params: sopId, body: jsonBody(z.strictObject({ text: schemas.text, revision })) },
  responses: { 200: json(schemas.savedDraft, 'Saved; the new revision'), ...problems },
});

const publish = createRoute({
  method: 'post',
  path: '/v1/sops/{id}/publish',
  summary: 'Make the draft live, or ask for the approval that the shop wants',
  middleware: may('publish', 'sop'),
  request: { params: sopId, body: jsonBody(z.strictObject({ revision })) },
  responses: {
    200: json(z.object({ version: z.number().int() }), 'Live'),
    202: json(z.object({ approval: z.uuid() }), 'Asked for'),
    ...problems,
  },
});

const turn = createRoute({
  method: 'post',
  path: '/v1/sops/{id}/gate',
  summary: 'Open, pause or stop an SOP and all its runs',
  middleware: may('publish', 'sop'),
  request: { params: sopId, body: jsonBody(z.strictObject({ gate: schemas.gate })) },
  responses: { 200: json(z.object({ gate: schemas.gate }), 'Done'), ...problems },
});

const versions = createRoute({
  method: 'get',
  path: '/v1/sops/{id}/versions',
  summary: 'What was published, newest first',
  middleware: may('read', 'sop'),
  request: { params: sopId },
  responses: { 200: json(schemas.versions, 'Versions'), ...problems },
});

const watch = createRoute({
  method: 'get',
  path: '/v1/sops/{id}/monitor',
  summary: 'How a version is doing, step by step',
  middleware: may('read', 'sop'),
  request: { params: sopId, query: z.strictObject({ version: z.coerce.number().int().min(1).max(1e9).optional() }) },
  responses: { 200: json(schemas.monitor, 'Counts of the shop'), ...problems },
});

const fans = createRoute({
  method: 'get',
  path: '/v1/sops/{id}/fans',
  summary: 'Fans at a step or in a state, of those the caller may see',
  middleware: mayReadEach('fan'),
  request: {
    params: sopId,
    query: z.strictObject({
      step: z.string().max(500).optional(),
      state: z.enum(fanStates).optional(),
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
  },
  responses: { 200: json(schemas.sopFans, 'A page'), ...problems },
});

export const sopRoutes = createRouter()
  .openapi(list, async (c) => {
    const { db, deps, actor } = c.var;
    const items = await listSops(db, deps.db, c.req.valid('query').shop);
    return c.json({ items: withoutSmallGroups(actor.ability, items, monitorCounts) }, 200);
  })
  .openapi(create, async (c) => {
    const { shop_id, text } = c.req.valid('json');
    return c.json(await createSop(c.var.deps.db, c.var.actor, shop_id, text), 201);
  })
  .openapi(check, async (c) => {
    const { shop_id, text } = c.req.valid('json');
    return c.json(await checkText(c.var.deps.db, c.var.actor, shop_id, text), 200);
  })
  .openapi(catalogue, async (c) => c.json(await readCatalogue(c.var.db, c.req.valid('query').shop), 200))
  .openapi(templates, async (c) => c.json({ items: await readTemplates() }, 200))
  .openapi(read, async (c) => {
    const { db, deps, actor } = c.var;
    const sop = await readSop(db, deps.db, c.req.valid('param').id);
    return c.json(withoutSmallGroups(actor.ability, sop, monitorCounts), 200);
  })
  .openapi(save, async (c) => {
    const { actor, deps } = c.var;
    return c.json(await saveDraft(deps.db, actor, c.req.valid('param').id, c.req.valid('json')), 200);
  })
  .openapi(publish, async (c) => {
    const { actor, deps } = c.var;
    const outcome = await publishSop(deps.db, actor, c.req.valid('param').id, c.req.valid('json').revision);
    return 'version' in outcome ? c.json(outcome, 200) : c.json(outcome, 202);
  })
  .openapi(turn, async (c) => {
    const { gate } = c.req.valid('json');
    await setGate(c.var.deps.db, c.var.actor, c.req.valid('param').id, gate);
    return c.json({ gate }, 200);
  })
  .openapi(versions, async (c) =>
    c.json({ items: await listVersions(c.var.db, c.var.deps.db, c.req.valid('param').id) }, 200),
  )
  .openapi(watch, async (c) => {
    const { db, deps, actor } = c.var;
    const figures = await monitor(db, deps.db, c.req.valid('param').id, c.req.valid('query').version);
    return c.json(monitorFor(actor.ability, figures), 200);
  })
  .openapi(fans, async (c) => {
    const { db, deps } = c.var;
    return c.json(await listSopFans(db, deps.db, c.req.valid('param').id, c.req.valid('query')), 200);
  });
