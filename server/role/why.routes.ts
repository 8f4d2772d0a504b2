import { createRoute, z } from '@hono/zod-openapi';
import { signedIn } from '../account/signed-in.js';
import { actions, rowSets } from '../access/rules.js';
import { subjects } from '../access/tables/subject.js';
import { createRouter, json, problems } from '../request/router.js';
import { effectiveRights, why } from './why.service.js';
import { bilingual } from '../problem/bilingual.schema.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const staff = z.object({ id: z.uuid(), name: z.string(), active: z.boolean() });
const state = z.enum(['visible', 'masked', 'hidden']);
const names = z.array(z.string());
const given = z.object({
  role: z.object({ key: z.string(), name_zh: z.string(), name_en: z.string() }),
  shop_id: z.uuid().nullable().openapi({ description: 'null: in every shop' }),
  until: instant.nullable(),
});

const ask = createRoute({
  method: 'get',
  path: '/v1/access/why',
  summary: 'Why a person sees or does not see a fan, and one of its fields',
  middleware: signedIn,
  request: {
    query: z.strictObject({
      staff: z.uuid(),
      fan: z.uuid(),
      field: z.string().max(100).optional().openapi({ description: 'phone, or a key such as custom.灯牌等级' }),
    }),
  },
  responses: {
    200: json(
      z
        .object({
          staff,
          sees: z.boolean(),
          field: z.object({ name: z.string(), state }).nullable(),
          text: bilingual,
          rules: z.array(
            given.extend({
              rows: bilingual,
              opens: z.boolean(),
              reason: bilingual.nullable(),
              field: z.object({ state, text: bilingual }).nullable(),
            }),
          ),
        })
        .openapi('Why'),
      'The answer, with every rule on fans that the person has',
    ),
    ...problems,
  },
});

const rights = createRoute({
  method: 'get',
  path: '/v1/access/rights',
  summary: 'Everything the roles of a person grant at this moment',
  middleware: signedIn,
  request: { query: z.strictObject({ staff: z.uuid() }) },
  responses: {
    200: json(
      z
        .object({
          staff,
          roles: z.array(
            given.extend({
              rules: z.array(
                z.object({
                  subject: z.enum(subjects),
                  actions: z.array(z.enum(actions)),
                  rows: z.enum(rowSets),
                  condition: z.string().optional(),
                  text: bilingual,
                  masked: names,
                  hidden: names,
                  find: names,
                }),
              ),
            }),
          ),
        })
        .openapi('Rights'),
      'Roles with their rules',
    ),
    ...problems,
  },
});

/** One may ask about oneself; about others only with the right to view as them. The services check it. */
export const whyRoutes = createRouter()
  .openapi(ask, async (c) => c.json(await why(c.var.deps.db, c.var.actor, c.req.valid('query')), 200))
  .openapi(rights, async (c) => {
    return c.json(await effectiveRights(c.var.deps.db, c.var.actor, c.req.valid('query').staff), 200);
  });
