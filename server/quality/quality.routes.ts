import { createRoute, z } from '@hono/zod-openapi';
import { mayAtAll } from '../access/ability.js';
import { requireInShop } from '../access/in-shop.js';
import type { Actor } from '../account/session.service.js';
import { reportsOf } from '../account/reports.js';
import { mayReadEach } from '../account/may-read-each.js';
import { fanFace } from '../identity/merge.routes.js';
import { listPairs, readFaces } from '../identity/merge.service.js';
import { countReasons } from '../import/reject/count-reasons.js';
import { forbidden } from '../problem/common.js';
import type { Deps } from '../request/context.js';
import { createRouter, json, problems } from '../request/router.js';
import { FAN_PROBLEMS, fansWithProblem, type Quality, readQuality } from './quality.sql.js';
import { bilingual } from '../problem/bilingual.schema.js';

const MOST_LISTED = 100;

const n = z.number().int();
const quality = z
  .object({
    fans: n,
    without_identity: n,
    without_contact: n.openapi({ description: 'No phone, e-mail, WeCom or id of the platform' }),
    without_nick: n.openapi({ description: 'Platforms mask nicks (`t**3`), and such a nick is not kept' }),
    alike: n.openapi({ description: 'Their nick differs from that of another fan in signs or case only' }),
    without_phone: n,
    without_owner: n,
    without_consent: n,
    unknown_person: n.openapi({
      description: "A field of the shop's own that is to name a person says what nobody is called",
    }),
    undecided: n.openapi({ description: 'Pairs that people are asked about; 100 stands for more' }),
    filled: z.array(z.object({ field: z.string(), fans: n })),
    cautions: z
      .array(z.object({ import_id: z.uuid(), file_name: z.string(), code: z.string(), text: bilingual }))
      .openapi({ description: 'What was imported, but perhaps not as it was meant; 50 stands for more' }),
    rejected: z.array(z.object({ reason: z.string(), rows: n, text: bilingual })),
  })
  .openapi('DataQuality');

const read = createRoute({
  method: 'get',
  path: '/v1/quality',
  summary: "What is missing in a shop's data",
  middleware: mayReadEach('import'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(quality, 'Rejected rows and cautions: of the last 30 days'), ...problems },
});

const fans = createRoute({
  method: 'get',
  path: '/v1/quality/fans',
  summary: 'Fans who have one of the problems, those active last first',
  middleware: mayReadEach('import'),
  request: { query: z.strictObject({ shop: z.uuid(), problem: z.enum(FAN_PROBLEMS) }) },
  responses: { 200: json(z.object({ items: z.array(fanFace) }), `At most ${MOST_LISTED}`), ...problems },
});

async function requireReader({ deps, actor }: { deps: Deps; actor: Actor }, shop: string): Promise<void> {
  if (!mayAtAll(actor.ability, 'update', 'fan')) throw forbidden();
  await requireInShop(deps.db, actor.ability, 'read', 'import', shop);
}

/** Why rows were rejected, in words; of most reasons they do not name the column. */
function told(rejected: Quality['rejected']) {
  const reasons = countReasons(rejected.map(({ reason: code, ...of }) => ({ code, ...of })));
  return reasons.map(({ code: reason, text, count: rows }) => ({ reason, rows, text }));
}

export const qualityRoutes = createRouter()
  .openapi(read, async (c) => {
    const { deps, db, actor } = c.var;
    const { shop } = c.req.valid('query');
    await requireReader(c.var, shop);
    const { rejected, ...figures } = await readQuality(reportsOf(deps), actor.ability, shop);
    const undecided = (await listPairs(deps.db, db, actor.ability, shop)).length;
    return c.json({ ...figures, undecided, rejected: told(rejected) }, 200);
  })
  .openapi(fans, async (c) => {
    const { deps, db, actor } = c.var;
    const { shop, problem } = c.req.valid('query');
    await requireReader(c.var, shop);
    const found = await fansWithProblem(deps.db, actor.ability, shop, problem, MOST_LISTED);
    const faces = await readFaces(db, shop, found);
    return c.json({ items: found.flatMap((fan) => faces.get(fan) ?? []) }, 200);
  });
