import { createRoute, z } from '@hono/zod-openapi';
import { mayAtAll } from '../access/ability.js';
import { requireInShop } from '../access/in-shop.js';
import { may } from '../account/signed-in.js';
import { rowProblemText } from '../import/import.problems.js';
import { forbidden } from '../problem/common.js';
import { createRouter, json, problems } from '../request/router.js';
import { readQuality } from './quality.sql.js';

const n = z.number().int();
const quality = z
  .object({
    fans: n,
    without_identity: n,
    without_phone: n,
    without_owner: n,
    without_consent: n,
    filled: z.array(z.object({ field: z.string(), fans: n })),
    rejected: z.array(z.object({ reason: z.string(), rows: n, text: z.object({ zh: z.string(), en: z.string() }) })),
  })
  .openapi('DataQuality');

const read = createRoute({
  method: 'get',
  path: '/v1/quality',
  summary: "What is missing in a shop's data",
  middleware: may('read', 'import'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(quality, 'Rejected rows: of the last 30 days'), ...problems },
});

export const qualityRoutes = createRouter().openapi(read, async (c) => {
  const { deps, actor } = c.var;
  const { shop } = c.req.valid('query');
  if (!mayAtAll(actor.ability, 'update', 'fan')) throw forbidden();
  await requireInShop(deps.db, actor.ability, 'read', 'import', shop);
  const { rejected, ...figures } = await readQuality(deps.db, actor.ability, shop);
  return c.json({ ...figures, rejected: rejected.map((row) => ({ ...row, text: rowProblemText(row.reason) })) }, 200);
});
