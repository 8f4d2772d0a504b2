import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { businessNow } from '../clock/clock.js';
import { createRouter, json, problems } from '../request/router.js';
import { teamWork } from './team-work.queries.js';

const count = z.number().int().min(0);

const person = z
  .object({
    id: z.uuid(),
    name: z.string(),
    active: z.boolean(),
    team_name: z.string().nullable(),
    fans: count,
    open: count,
    overdue: count,
    done_in_week: count,
  })
  .openapi('PersonsWork');

const route = createRoute({
  method: 'get',
  path: '/v1/team-work',
  summary: 'Fans and tasks of each person, as far as the reader may see them',
  middleware: may('read', 'task'),
  request: { query: z.strictObject({ shop: z.uuid() }) },
  responses: { 200: json(z.object({ items: z.array(person) }), 'People, the most overdue first'), ...problems },
});

/** What a manager looks at in the morning. */
export const teamWorkRoutes = createRouter().openapi(route, async (c) => {
  const { actor, db, deps } = c.var;
  const now = await businessNow(deps.db);
  return c.json({ items: await teamWork(db, actor.ability, c.req.valid('query').shop, now) }, 200);
});
