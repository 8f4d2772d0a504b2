import { z } from '@hono/zod-openapi';

const tags = z.array(z.uuid()).min(1).max(20);

/** What can be asked for to be done to many fans. */
export const fanAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tag'), tag_ids: tags }),
  z.strictObject({ kind: z.literal('untag'), tag_ids: tags }),
  z.strictObject({ kind: z.literal('assign'), owner_id: z.uuid().nullable() }),
  z.strictObject({ kind: z.literal('enter'), sop_id: z.uuid() }),
]);

/** As a job does it: taking back what another one did is a job as well. */
export const jobAction = z.discriminatedUnion('kind', [
  ...fanAction.options,
  z.strictObject({ kind: z.literal('undo'), of: z.discriminatedUnion('kind', fanAction.options) }),
]);

export type FanAction = z.infer<typeof fanAction>;
export type JobAction = z.infer<typeof jobAction>;

export const fanJob = z
  .object({
    id: z.uuid(),
    shop_id: z.uuid(),
    action: jobAction,
    state: z.enum(['running', 'done', 'cancelled']),
    total: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int().openapi({ description: 'They were so already' }),
    refused: z.number().int(),
    may_undo: z.boolean(),
    created_at: z.date().openapi({ type: 'string', format: 'date-time' }),
    finished_at: z.date().nullable().openapi({ type: 'string', format: 'date-time' }),
  })
  .openapi('FanJob');

export const fanJobItem = z
  .object({
    fan_id: z.uuid(),
    nick: z.string().nullable(),
    outcome: z.enum(['changed', 'unchanged', 'refused']),
    reason: z.string().nullable().openapi({ description: 'Why it was refused' }),
  })
  .openapi('FanJobItem');

export const entryPreview = z
  .object({
    judged: z.number().int().openapi({ description: 'How many of the chosen fans were looked at' }),
    complete: z.boolean().openapi({ description: 'They are all of the chosen' }),
    may_enter: z.number().int(),
    refused: z.array(
      z.object({
        reason: z.string(),
        fans: z.number().int(),
        some: z.array(z.object({ fan_id: z.uuid(), nick: z.string().nullable() })),
      }),
    ),
  })
  .openapi('EntryPreview');
