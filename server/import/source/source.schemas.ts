import { z } from '@hono/zod-openapi';
import { webhookUrl } from '../../channel/webhook-url.js';
import { shopName } from '../../request/shop-name.js';
import { cautions } from '../import.schemas.js';
import { importKind, importOptions } from '../import-settings.js';
import { bilingual } from '../../problem/bilingual.schema.js';

/** Of these the request itself is made. */
const OWN_HEADERS = new Set([
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect'],
  ...['accept-encoding', 'if-none-match', 'if-modified-since', 'range', 'proxy-authorization'],
]);

const header = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .transform((name) => name.toLowerCase())
    .refine((name) => !OWN_HEADERS.has(name), 'Not a header of a secret'),
  value: z.string().regex(/^[\x21-\x7e][\x20-\x7e]{0,1999}$/),
});

const form = {
  name: shopName,
  url: webhookUrl,
  kind: importKind.nullable().openapi({ description: 'Null: as it is detected' }),
  options: importOptions,
  schedule: z.union([
    z.strictObject({ daily_at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
    z.strictObject({ every_hours: z.number().int().min(1).max(168) }),
  ]),
  active: z.boolean(),
};

export const newSource = z.strictObject({
  shop_id: z.uuid(),
  ...form,
  header: header.nullable().openapi({ description: 'A secret that is sent along; it is not shown again' }),
});
export type NewSource = z.infer<typeof newSource>;

export const changedSource = z.strictObject({
  ...form,
  header: header.nullable().optional().openapi({ description: 'Left out: as it is' }),
});
export type ChangedSource = z.infer<typeof changedSource>;

const instant = z.date().openapi({ type: 'string', format: 'date-time' });

export const pull = z
  .object({
    id: z.uuid(),
    at: instant,
    outcome: z.enum(['imported', 'unchanged', 'failed']).nullable(),
    import_id: z.uuid().nullable(),
    problem: z.object({ code: z.string(), text: bilingual }).nullable(),
    cautions: cautions.nullable().openapi({ description: 'What came of its import that one should look at' }),
  })
  .openapi('ImportPull');

export const source = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    url: z.string().nullable(),
    header_name: z.string().nullable(),
    kind: importKind.nullable(),
    options: importOptions.nullable(),
    daily_at: z.string().nullable().openapi({ description: 'HH:MM of the shop' }),
    every_hours: z.number().int().nullable(),
    active: z.boolean().nullable(),
    next_at: instant.nullable(),
    run_by: z
      .object({ id: z.uuid(), name: z.string().nullable() })
      .nullable()
      .openapi({ description: 'In whose name it imports; when they may no longer, it stops' }),
    last: pull.nullable().openapi({ description: 'The newest pull' }),
  })
  .openapi('ImportSource');
