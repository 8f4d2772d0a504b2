import { createRoute, z } from '@hono/zod-openapi';
import { may, type SignedInEnv } from '../../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../../request/router.js';
import { listPulls, listSources } from './source.queries.js';
import * as schemas from './source.schemas.js';
import {
  addSource,
  changeSource,
  deleteSource,
  handOverSource,
  pullNow,
  type SourceContext,
} from './source.service.js';

const sourceId = z.object({ id: z.uuid() });

const list = createRoute({
  method: 'get',
  path: '/v1/import-sources',
  summary: 'Addresses whose files are imported by themselves, with what became of the last pull',
  middleware: may('read', 'import'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(schemas.source) }), 'By name'), ...problems },
});

const add = createRoute({
  method: 'post',
  path: '/v1/import-sources',
  summary: 'Have a file fetched each day, or every so many hours, and imported where it is new',
  middleware: may('create', 'import'),
  request: { body: jsonBody(schemas.newSource) },
  responses: { 201: json(z.object({ id: z.uuid() }), 'Kept'), ...problems },
});

const change = createRoute({
  method: 'put',
  path: '/v1/import-sources/{id}',
  summary: 'Change a source; its secret stays where none is given',
  middleware: may('update', 'import'),
  request: { params: sourceId, body: jsonBody(schemas.changedSource) },
  responses: { 204: { description: 'Changed' }, ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/import-sources/{id}',
  summary: 'Fetch from there no more; what was imported stays',
  middleware: may('update', 'import'),
  request: { params: sourceId },
  responses: { 204: { description: 'Deleted' }, ...problems },
});

const now = createRoute({
  method: 'post',
  path: '/v1/import-sources/{id}/pull',
  summary: 'Pull within seconds, and switch a source on that was off',
  middleware: may('update', 'import'),
  request: { params: sourceId },
  responses: { 202: { description: 'It is done on its own from here' }, ...problems },
});

const handOver = createRoute({
  method: 'put',
  path: '/v1/import-sources/{id}/run-by',
  summary: 'Put another person in charge of a source; one that had stopped goes on',
  middleware: may('update', 'import'),
  request: { params: sourceId, body: jsonBody(z.strictObject({ staff_id: z.uuid() })) },
  responses: { 204: { description: 'Handed over' }, ...problems },
});

const pulls = createRoute({
  method: 'get',
  path: '/v1/import-sources/{id}/pulls',
  summary: 'What became of the pulls of a source, with their imports',
  middleware: may('read', 'import'),
  request: { params: sourceId },
  responses: { 200: json(z.object({ items: z.array(schemas.pull) }), 'Newest first'), ...problems },
});

function contextOf({ db, deps, actor }: SignedInEnv['Variables']): SourceContext {
  const { internalHosts } = deps.settings;
  return { db: deps.db, scoped: db, author: actor, masterKeys: deps.secrets.masterKeys, internalHosts };
}

export const sourceRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listSources(c.var.db, c.req.valid('query').shop) }, 200))
  .openapi(add, async (c) => c.json({ id: await addSource(contextOf(c.var), c.req.valid('json')) }, 201))
  .openapi(change, async (c) => {
    await changeSource(contextOf(c.var), c.req.valid('param').id, c.req.valid('json'));
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    await deleteSource(contextOf(c.var), c.req.valid('param').id);
    return c.body(null, 204);
  })
  .openapi(now, async (c) => {
    await pullNow(contextOf(c.var), c.req.valid('param').id);
    return c.body(null, 202);
  })
  .openapi(handOver, async (c) => {
    await handOverSource(contextOf(c.var), c.req.valid('param').id, c.req.valid('json').staff_id);
    return c.body(null, 204);
  })
  .openapi(pulls, async (c) => c.json({ items: await listPulls(c.var.db, c.req.valid('param').id) }, 200));
