import { createRoute, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { mayAtAll, seesField } from '../access/ability.js';
import { type Actor } from '../account/session.service.js';
import { may } from '../account/signed-in.js';
import { UserError } from '../config/user-error.js';
import { forbidden, internal } from '../problem/common.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import * as sop from '../sop/sop.schemas.js';
import { OneAtATime } from './one-at-a-time.js';
import { prepareSimulation, simulatePast, traceFan } from './simulate.service.js';
import { simulationLine, story } from './simulate.schemas.js';
import { simulationView, storyView } from './simulate.view.js';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const draftOfShop = z.strictObject({
  shop_id: z.uuid(),
  text: sop.text,
  from: day.optional().openapi({ description: 'First business day; without it 30 days in all' }),
  to: day.optional().openapi({ description: 'Last business day; without it yesterday' }),
});

/** Wider than its value, for the router would take any name with `json` in it for one JSON value. */
const LINES: string = 'application/x-ndjson';

const simulate = createRoute({
  method: 'post',
  path: '/v1/sops/simulate',
  summary: 'What would have happened to the fans whom the caller may see, had the SOP of a text been live',
  description: 'Lines of JSON: `progress` while it runs, then one `result` or one `problem`.',
  middleware: may('read', 'sop'),
  request: { body: jsonBody(draftOfShop) },
  responses: {
    200: { description: 'Lines', content: { [LINES]: { schema: simulationLine } } },
    ...problems,
  },
});

const trace = createRoute({
  method: 'post',
  path: '/v1/sops/trace',
  summary: 'What one fan would get from the SOP of a text, when, and why',
  middleware: may('read', 'sop'),
  request: { body: jsonBody(draftOfShop.extend({ fan_id: z.uuid() })) },
  responses: { 200: json(story, 'In the order of time'), ...problems },
});

const running = new OneAtATime();

export const simulateRoutes = createRouter()
  .openapi(simulate, async (c) => {
    const { actor, deps, log } = c.var;
    requireDrafts(actor);
    const { shop_id, ...body } = c.req.valid('json');
    const release = running.enter();
    const prepared = await prepareSimulation(deps.db, actor, { shopId: shop_id, ...body }).catch((error: unknown) => {
      release();
      throw error;
    });
    c.header('Content-Type', LINES);
    return stream(c, async (out) => {
      const write = (line: object) => out.write(`${JSON.stringify(line)}\n`);
      try {
        const result = await simulatePast(deps.db, prepared, async (progress) => {
          if (out.aborted) throw new Gone();
          await write({ progress });
        });
        await write({ result: simulationView(result) });
      } catch (error) {
        if (error instanceof Gone) return;
        const problem = error instanceof UserError ? error : internal(error);
        log.error({ err: error }, 'A simulation failed');
        await write({ problem: { code: problem.code, text: problem.text } });
      } finally {
        release();
      }
    });
  })
  .openapi(trace, async (c) => {
    const { actor, deps } = c.var;
    requireDrafts(actor);
    // Whoever does not see who a fan is gets numbers, not fans.
    if (!seesField(actor.ability, 'fan', 'nick')) throw forbidden();
    const { shop_id, fan_id, ...body } = c.req.valid('json');
    const result = await traceFan(deps.db, actor, { shopId: shop_id, fanId: fan_id, ...body });
    return c.json(storyView(result, seesField(actor.ability, 'event', 'properties')), 200);
  });

/** The caller has gone away. */
class Gone extends Error {}

/** For people who plan SOPs: whoever may not see drafts has no use for it. */
function requireDrafts({ ability }: Actor): void {
  if (!seesField(ability, 'sop', 'draft') || !mayAtAll(ability, 'read', 'fan')) throw forbidden();
}
