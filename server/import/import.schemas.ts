import { z } from '@hono/zod-openapi';
import { DELIMITERS, ENCODINGS } from './format.js';
import { undone } from './undo/undone.js';
import { importColumn, importKind, importMapping, importOptions } from './import-settings.js';
import { notation } from './notation.js';
import { eventWords } from './event-words.js';
import { bilingual } from '../problem/bilingual.schema.js';

const coded = z.object({ code: z.string(), text: bilingual });
export const cautions = z.array(coded);

const reasons = z.array(coded.extend({ count: z.number().int() }));

const format = z.discriminatedUnion('type', [
  z.object({ type: z.literal('csv'), encoding: z.enum(ENCODINGS), delimiter: z.enum(DELIMITERS) }),
  z.object({
    type: z.literal('xlsx'),
    sheet: z.string(),
    sheets: z.array(z.string()),
    alike: z.array(z.string()).openapi({ description: 'Other sheets with the same heads, which are read after it' }),
  }),
]);

const fieldType = z.enum(['text', 'money', 'count', 'duration', 'moment']);

export const preview = z
  .object({
    upload_id: z.uuid(),
    remembered: importOptions.nullable().openapi({
      description: 'Options of the last import of a file with the same heads, which this one is read like',
    }),
    format,
    kind: importKind.nullable(),
    confidence: z.number().openapi({ description: 'Share of the columns that are known, 0 to 1' }),
    header_row: z.number().int().nullable().openapi({ description: '0: the table has no heads' }),
    notation: notation.openapi({ description: 'Which part of 3/1/26 is the day, and whether 1,234 is a thousand' }),
    events: eventWords,
    words: z
      .array(z.object({ word: z.string(), rows: z.number().int(), event: z.string().nullable() }))
      .openapi({ description: 'What the words stand for that tell of events; null: such rows are left out' }),
    columns: z.array(importColumn.extend({ type: fieldType.nullable() })),
    rows: z.array(
      z.object({
        no: z.number().int(),
        layout: z.boolean(),
        cells: z.array(z.string()),
        values: z
          .record(z.string(), z.union([z.string(), z.number()]).nullable())
          .openapi({ description: 'Normalised values by field: money in fen, durations in seconds, moments in ISO' }),
        problem: coded.extend({ column: z.string().nullable() }).nullable(),
      }),
    ),
    scan: z.object({
      rows: z.number().int(),
      layout: z.number().int(),
      accepted: z.number().int(),
      rejected: z.number().int(),
      complete: z.boolean(),
      reasons,
    }),
    problems: z.array(coded).openapi({ description: 'What keeps the file from being imported as it stands' }),
    cautions: cautions.openapi({ description: 'What would be imported, but perhaps not as it is meant' }),
  })
  .openapi('ImportPreview');

export const importView = z
  .object({
    id: z.uuid(),
    kind: importKind.nullable(),
    state: z.enum(['uploaded', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone']),
    file_name: z.string(),
    file_bytes: z.number().int(),
    read_bytes: z.number().int(),
    options: importOptions.nullable(),
    layout: z.number().int(),
    loaded: z.number().int(),
    merged: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.number().int(),
    problem: coded.nullable(),
    undo: undone.nullable(),
    undo_expired: z.boolean().openapi({ description: 'What an undo needs is gone by the retention rules' }),
    warnings: z.record(z.string(), z.array(z.string())),
    cautions: cautions.openapi({ description: 'What was imported, but perhaps not as it was meant' }),
    created_by: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
  })
  .openapi('Import');

export const importDetail = importView.extend({ reasons }).openapi('ImportDetail');

export const importPlan = z.strictObject({
  upload_id: z.uuid(),
  kind: importKind,
  header_row: z.number().int().min(0).max(1000),
  columns: z.array(importColumn).max(500),
  notation: importMapping.shape.notation,
  events: importMapping.shape.events,
  options: importOptions,
});

const lines = z.number().int();

export const dryRun = z
  .object({
    rows: lines.openapi({ description: 'How many lines were tried, from the top' }),
    complete: z.boolean().openapi({ description: 'The file has no more' }),
    new_fans: lines,
    layout: lines,
    loaded: lines,
    merged: lines,
    unchanged: lines,
    rejected: lines,
    reasons,
    cautions: cautions.openapi({ description: 'What the rows that were tried give reason to look at' }),
  })
  .openapi('ImportDryRun');
