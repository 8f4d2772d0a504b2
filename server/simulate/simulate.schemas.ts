import { z } from '@hono/zod-openapi';
import { bilingual } from '../problem/bilingual.schema.js';

const count = z.number().int();
const line = count.nullable().openapi({ description: 'In the text, from 1' });
const day = z.string().openapi({ description: 'YYYY-MM-DD in the time zone of the shop' });

const moment = z.object({
  at: z.date().openapi({ type: 'string', format: 'date-time' }),
  kind: z.string().openapi({ description: '`event`: what the fan did; any other is what happened to them' }),
  step_key: z.string().nullable(),
  line,
  words: bilingual,
});

const simulation = z.object({
  sop: z.string(),
  from: day,
  to: day,
  fans: count.openapi({ description: 'Looked at: those whom the caller may see' }),
  entered_fans: count,
  stays: count,
  refused: z.array(z.object({ reason: z.string(), count })),
  finished: count,
  expired: count,
  left: count,
  left_by: z.array(z.object({ clause: count, line, count })),
  in_flight: count,
  sent: count,
  messages: z.array(z.object({ day, channel: z.string(), count })),
  skipped: z.array(z.object({ channel: z.string(), reason: z.string(), count })),
  deferred: count.openapi({ description: 'Messages that waited for the end of quiet hours' }),
  coupons: z.array(
    z.object({
      name: z.string(),
      issued: count,
      cost_fen: count.nullable().openapi({ description: 'Null for a percentage' }),
      stock: count.nullable(),
      runs_out_on: day.nullable(),
    }),
  ),
  budget: z.object({ fen: count, used_up_on: day.nullable() }).nullable(),
  goal: z
    .object({ converted: count, open: count.openapi({ description: 'Stays with time left at the end' }) })
    .nullable(),
  steps: z.array(z.object({ key: z.string(), reached: count, line })),
  examples: z
    .array(z.object({ fan_id: z.uuid(), nick: z.string().nullable(), moments: z.array(moment) }))
    .nullable()
    .openapi({ description: 'Fans whose stories differ; null for a role that sees numbers only' }),
  assumptions: z.array(bilingual),
});

export const simulationLine = z
  .union([
    z.object({ progress: z.object({ done: count, fans: count }) }),
    z.object({ result: simulation }),
    z.object({ problem: z.object({ code: z.string(), text: bilingual }) }),
  ])
  .openapi('SimulationLine');

export const story = z
  .object({
    fan: z.object({ id: z.uuid(), nick: z.string().nullable() }),
    entered: z.boolean(),
    moments: z.array(moment.extend({ future: z.boolean() })),
  })
  .openapi('FanStory');
