import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import { z } from '@hono/zod-openapi';
import { bilingual } from '../problem/bilingual.schema.js';

const instant = z.date().openapi({ type: 'string', format: 'date-time' });
const count = z.number().int();
const range = z.object({ from: count, to: count }).openapi({ description: 'Offsets in UTF-16 code units' });
const person = z.object({ id: z.uuid(), name: z.string().nullable() });
const place = { range, line: count, column: count };

const scope = bilingual.openapi({ description: 'Whom it reaches: the data scope of its author when it was published' });

export const gate = z.enum(['open', 'paused', 'stopped']);

// PostgreSQL takes no NUL, and a lone surrogate is no character. The language says what is too long.
export const text = z
  .string()
  .max(400_000)
  .refine((value) => !/[\0\p{Cs}]/u.test(value), 'Not text');

const sopView = {
  id: z.uuid(),
  shop_id: z.uuid(),
  name: z.string(),
  gate,
  draft_at: instant,
  draft_by: person.nullable(),
  draft_differs: z.boolean().openapi({ description: 'The draft is not what is live' }),
  live: z.object({ number: count, published_at: instant }).nullable(),
  entered: count,
  entered_today: count,
  in_flight: count,
};

export const sopList = z
  .object({
    items: z.array(
      z.object({
        ...sopView,
        problems: count.nullable().openapi({ description: 'Errors in the draft; null where it is not shown' }),
      }),
    ),
  })
  .openapi('SopList');

export const sopDetail = z
  .object({
    ...sopView,
    draft: z.string().nullable().openapi({ description: 'Null where the role does not show it' }),
    revision: count,
  })
  .openapi('Sop');

export const createdSop = z.object({ id: z.uuid(), name: z.string(), revision: count });
export const savedDraft = z.object({ revision: count, draft_at: instant, name: z.string() });
export const templates = z.object({ items: z.array(z.object({ name: z.string(), text: z.string() })) });

const covered = z.object({ covered: count, total: count, missing: z.array(z.string()) });

const fix = z.object({ title: bilingual, edits: z.array(z.object({ range, text: z.string() })) });

export const checkedText = z
  .object({
    problems: z.array(
      z.object({
        ...place,
        code: z.string(),
        severity: z.enum(['error', 'warning']),
        message: bilingual,
        fixes: z.array(fix),
      }),
    ),
    tests: z.array(
      z.object({
        ...place,
        name: z.string(),
        sop: z.string(),
        passed: z.boolean(),
        ran: z.boolean().openapi({ description: 'False: its SOP has errors' }),
        failures: z.array(z.object({ ...place, message: bilingual })),
      }),
    ),
    sops: z.array(z.object({ name: z.string(), coverage: z.object({ steps: covered, branches: covered }).nullable() })),
    already_true: z
      .array(z.object({ range, fans: count, message: bilingual, fixes: z.array(fix) }))
      .openapi({ description: 'Conditions without an event that hold for fans already: these will not enter' }),
    scope: bilingual.openapi({ description: 'Whom it would reach, published by the caller now' }),
  })
  .openapi('CheckedText');

export const catalogue = z.custom<Catalogue>().openapi('Catalogue', {
  type: 'object',
  description: 'What texts of the shop may name, as the language defines it. A null member is not known.',
});

export const versions = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        number: count,
        hash: z.string(),
        published_at: instant,
        author: person.nullable(),
        approver: person.nullable().openapi({ description: 'Null where nobody had to approve' }),
        scope,
      }),
    ),
  })
  .openapi('SopVersions');

export const monitor = z
  .object({
    version: z
      .object({ number: count, published_at: instant, text: z.string(), scope })
      .nullable()
      .openapi({ description: 'Null: never published. The text is empty where the role does not show it.' }),
    entered: count,
    in_flight: count,
    left: count,
    finished: count,
    expired: count,
    stopped: count,
    parked: count,
    goal: count.nullable().openapi({ description: 'Null: the SOP states no goal' }),
    refused: z.array(z.object({ reason: z.string(), fans: count })),
    left_by: z.array(z.object({ clause: count, fans: count })),
    steps: z.array(
      z.object({
        key: z.string(),
        kind: z.string(),
        range,
        arrived: count,
        undelivered: count,
        skipped: count,
        skipped_by: z.array(z.object({ reason: z.string(), messages: count })),
        now: count,
        due_from: instant.nullable(),
        due_to: instant.nullable(),
        messages: z.object({ planned: count, sent: count, failed: count, unknown: count, cancelled: count }),
      }),
    ),
    parked_lanes: z.array(
      z.object({
        step_key: z.string().nullable(),
        fans: count,
        attempts: count,
        since: instant,
        code: z.string().nullable(),
        sqlstate: z.string().nullable(),
      }),
    ),
  })
  .openapi('SopMonitor');

export const sopFans = z
  .object({
    items: z.array(
      z.object({
        enrolment_id: z.uuid(),
        id: z.uuid(),
        nick: z.string().nullable(),
        phone_mask: z.string().nullable(),
        state: z.string().nullable(),
        reason: z.string().nullable(),
        entered_at: instant,
        ended_at: instant.nullable(),
        due_at: instant.nullable(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .openapi('SopFans');
