import { createRoute, z } from '@hono/zod-openapi';
import { may } from '../account/signed-in.js';
import { appendAudit } from '../audit/audit.js';
import { plainText } from '../request/plain-text.js';
import { createRouter, json, jsonBody, problems } from '../request/router.js';
import { dutyHours } from '../task/duty-hours.js';
import { listOwners } from '../staff/staff.queries.js';
import { changeShop, listShops } from './shop.queries.js';

/** The links that texts may name, and that only the shop knows. */
const LINKS = [
  'live.link',
  'live.short_link',
  'coupon.link',
  'survey.link',
  'survey.short_link',
  'shop.link',
  'shop.short_link',
  'shop.tutorial_link',
] as const;

/** What else they may name: a telephone number, and when the next broadcast begins, in words. */
const WORDS = ['shop.phone', 'live.start'] as const;

const minute = z.number().int().min(0).max(1440).nullable().openapi({ description: 'Minute of the day' });
const link = z.url({ protocol: /^https?$/ }).max(500);
const links = z
  .partialRecord(z.enum([...LINKS, ...WORDS]), plainText.trim().min(1).max(500))
  .refine(
    (given) => LINKS.every((name) => given[name] === undefined || link.safeParse(given[name]).success),
    'A link begins with https:// or http://',
  )
  .openapi({ description: 'Links and words by merge field' });

const levels = z
  .array(
    z
      .string()
      .trim()
      .min(1)
      .max(30)
      .refine((text) => !/[\0\p{Cs}"]/u.test(text)),
  )
  .max(30)
  .refine((names) => new Set(names).size === names.length, 'A level stands there once')
  .openapi({ description: 'Levels of members, lowest first' });

const shop = z
  .object({
    id: z.uuid(),
    name: z.string(),
    platform: z.string(),
    zone: z.string(),
    quiet_from: minute,
    quiet_to: minute,
    follow_grants: z.array(z.string()),
    links: z.record(z.string(), z.string()),
    levels: z.array(z.string()),
    duty: dutyHours,
  })
  .openapi('Shop');

const list = createRoute({
  method: 'get',
  path: '/v1/shops',
  summary: 'The shops that one may see',
  middleware: may('read', 'shop'),
  responses: { 200: json(z.object({ items: z.array(shop) }), 'Shops by name'), ...problems },
});

const owners = createRoute({
  method: 'get',
  path: '/v1/shops/{id}/owners',
  summary: 'Whom a fan of the shop can be assigned to: id and name, for pickers',
  middleware: may('read', 'staff'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: json(z.object({ items: z.array(z.object({ id: z.uuid(), name: z.string() })) }), 'People by name'),
    ...problems,
  },
});

const change = createRoute({
  method: 'put',
  path: '/v1/shops/{id}/settings',
  summary: 'Quiet hours of the shop, the links that its texts name, its levels and its duty calendar',
  middleware: may('update', 'shop'),
  request: {
    params: z.object({ id: z.uuid() }),
    body: jsonBody(
      z
        .strictObject({
          quiet_from: minute,
          quiet_to: minute,
          links,
          levels: levels.optional(),
          duty: dutyHours.optional(),
        })
        .refine(({ quiet_from, quiet_to }) => (quiet_from === null) === (quiet_to === null), {
          message: 'Quiet hours have a beginning and an end',
        }),
    ),
  },
  responses: { 204: { description: 'Done' }, ...problems },
});

export const shopRoutes = createRouter()
  .openapi(list, async (c) => c.json({ items: await listShops(c.var.db) }, 200))
  .openapi(owners, async (c) =>
    c.json({ items: await listOwners(c.var.deps.db, c.var.db, c.req.valid('param').id) }, 200),
  )
  .openapi(change, async (c) => {
    const { id } = c.req.valid('param');
    const settings = c.req.valid('json');
    await changeShop(c.var.db, id, settings);
    await appendAudit(c.var.deps.db, {
      actorId: c.var.actor.staffId,
      action: 'shop.change',
      subject: 'shop',
      subjectId: id,
      shopId: id,
      detail: settings,
    });
    return c.body(null, 204);
  });
