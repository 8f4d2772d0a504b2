import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { text } from '../sop/sop.schemas.js';
import { diffSop } from './sop-diff.service.js';
import { bilingual } from '../problem/bilingual.schema.js';

const count = z.number().int();
const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const step = { step_key: z.string(), line: count, words: bilingual };
const said = z
  .object({ ...step, step_key: z.string().nullable(), range: z.object({ from: count, to: count }) })
  .nullable();

const body = z
  .object({
    from: count.openapi({ description: 'Number of the published version' }),
    changes: z.array(z.object({ kind: z.enum(['added', 'removed', 'changed', 'moved']), before: said, after: said })),
    in_flight: z.array(
      z.object({
        version: count,
        ...step,
        fans: count,
        due_from: instant.nullable(),
        due_to: instant.nullable(),
        moves_to: z
          .object(step)
          .nullable()
          .openapi({ description: 'Fans stay on their version; if moved, they would stand here. Null: past the end.' }),
      }),
    ),
  })
  .openapi('SopDiff');

const compare = createRoute({
  method: 'post',
  path: '/v1/sops/{id}/diff',
  summary: 'What a text, or the draft, changes against a published version; where fans in flight are',
  middleware: may('read', 'sop'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(z.strictObject({ from: count.min(1).max(1e9).optional(), text: text.optional() })),
  },
  responses: { 200: json(body, 'Differences in meaning'), ...problems },
});

export const sopDiffRoutes = createRouter().openapi(compare, async (c) => {
  const { db, deps } = c.var;
  return c.json(await diffSop(db, deps.db, c.req.valid('param').id, c.req.valid('json')), 200);
});
