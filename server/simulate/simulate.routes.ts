import { createRoute, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { mayAtAll, seesField } from '../access/ability.js';
import { covers, scopeOf } from '../access/rows.js';
import { withoutSmallGroups } from '../access/small-groups.js';
import { type Actor } from '../account/session.service.js';
import { may } from '../account/signed-in.js';
import { isUnchanged } from '../account/streamed.js';
import { UserError } from '../config/user-error.js';
import { forbidden, internal } from '../problem/common.js';
import { errorForLog } from '../problem/error-for-log.js';
import type { Deps } from '../request/context.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import * as sop from '../sop/sop.schemas.js';
import { runInThread } from './in-thread.js';
import { OneAtATime } from './one-at-a-time.js';
import { type PastOutcome, type PastRun, type Progress, runPast } from './run-past.js';
import { pastRunOf, prepareSimulation, traceFan } from './simulate.service.js';
import { simulationLine, story } from './simulate.schemas.js';
import { simulationFor, storyView } from './simulate.view.js';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const draftOfShop = z.strictObject({
  shop_id: z.uuid(),
  text: sop.text,
  from: day.optional().openapi({ description: 'First business day; without it 30 days in all' }),
  to: day.optional().openapi({ description: 'Last business day; without it yesterday, for one fan today' }),
});

/** What in the progress counts fans. */
const PROGRESS = new Set<keyof Progress>(['done', 'fans']);

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
      const gone = new AbortController();
      out.onAbort(() => gone.abort());
      const write = (line: object) => out.write(`${JSON.stringify(line)}\n`);
      const tell = (progress: Progress) => write({ progress: withoutSmallGroups(actor.ability, progress, PROGRESS) });
      try {
        const outcome = await run(deps, pastRunOf(prepared), (progress) => void tell(progress), gone.signal);
        if (!(await isUnchanged(c.var))) throw forbidden();
        await write({ result: simulationFor(actor.ability, { ...prepared, ...outcome }) });
      } catch (error) {
        if (gone.signal.aborted) return;
        const problem = error instanceof UserError ? error : internal(error);
        if (problem !== error) log.error(errorForLog(error), 'A simulation failed');
        await write({ problem: { code: problem.code, text: problem.text } });
      } finally {
        release();
      }
    });
  })
  .openapi(trace, async (c) => {
    const { actor, deps } = c.var;
    requireDrafts(actor);
    // Whoever does not see who a fan is, or not all that they did, gets numbers, not fans.
    const named = scopeOf(actor.ability, 'read', 'fan', ['nick']);
    if (named.length === 0 || !covers(scopeOf(actor.ability, 'read', 'event'), named)) throw forbidden();
    const { shop_id, fan_id, ...body } = c.req.valid('json');
    const result = await traceFan(deps.db, actor, { shopId: shop_id, fanId: fan_id, ...body });
    return c.json(storyView(result, covers(scopeOf(actor.ability, 'read', 'event', ['properties']), named)), 200);
  });

/** In a thread where there is a database for it, else here. */
function run(
  { db, settings: { threadDatabase } }: Deps,
  past: PastRun,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<PastOutcome> {
  if (threadDatabase === undefined) return runPast(db, past, onProgress);
  return runInThread({ databaseUrl: threadDatabase(), past }, onProgress, signal);
}

/** For people who plan SOPs: whoever may not see drafts has no use for it. */
function requireDrafts({ ability }: Actor): void {
  if (!seesField(ability, 'sop', 'draft') || !mayAtAll(ability, 'read', 'fan')) throw forbidden();
}
