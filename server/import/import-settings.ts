import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import { z } from 'zod';
import { IMPORT_KINDS, fieldsOf, type Column, type Target } from './columns.js';
import { eventWords, type EventWords } from './event-words.js';
import { DELIMITERS, ENCODINGS } from './format.js';
import { notation, USUAL, type Notation } from './notation.js';
import { isOwnTarget } from './own-field.js';

/** What a person may decide about an import, as the API takes it and the database keeps it. */
export const importKind = z.enum(IMPORT_KINDS);

const channels = Object.keys(CHANNELS) as [keyof typeof CHANNELS, ...(keyof typeof CHANNELS)[]];

export const importOptions = z.strictObject({
  /** history starts no SOP; current data may. */
  mode: z.enum(['history', 'current']).default('history'),
  /** Name of the broadcast that a live export is about; null: named after the file. */
  session: z.string().trim().min(1).max(100).nullable().default(null),
  /** Owner of fans for whom the file names none; null: the shop's pool. */
  owner_id: z.uuid().nullable().default(null),
  /** Channels on which everybody in the file has agreed to be written to, as the operator declares. */
  consent: z.array(z.enum(channels)).max(channels.length).default([]),
});
export type ImportOptions = z.infer<typeof importOptions>;

/** Corrections of what was detected in a file. */
export const formatChoice = z.strictObject({
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  sheet: z.string().max(200).optional(),
  kind: importKind.optional(),
  /** 0: the table has no heads. */
  header_row: z.number().int().min(0).max(1000).optional(),
  notation: notation.optional(),
  events: eventWords.optional(),
});
export type FormatChoice = z.infer<typeof formatChoice>;

const allFields = new Set<string>(IMPORT_KINDS.flatMap(fieldsOf));
const isTarget = (name: string): name is Target => allFields.has(name) || isOwnTarget(name);

export const importColumn = z.object({
  index: z.number().int().min(0),
  name: z.string(),
  /** `custom:<name>`: a field of the shop's own, kept with the fan. */
  field: z.string().max(200).refine(isTarget, 'not a field').nullable(),
  unit: z.enum(['seconds', 'minutes', 'hours', 'yuan', 'fen', 'wan', 'utc']).nullable(),
});

/** How the rows of a table are understood, as a person confirmed it. */
export const importMapping = z.object({
  /** 0: the table has no heads. */
  header_row: z.number().int().min(0),
  columns: z.array(importColumn),
  notation: notation.default(USUAL),
  /** What a person says that words of the file stand for; of the others what is known counts. */
  events: eventWords.default({}),
});
export type ImportMapping = { header_row: number; columns: Column[]; notation: Notation; events: EventWords };

export const storedFormat = z.discriminatedUnion('type', [
  z.object({ type: z.literal('csv'), encoding: z.enum(ENCODINGS), delimiter: z.enum(DELIMITERS) }),
  z.object({ type: z.literal('xlsx'), sheet: z.string(), sheets: z.array(z.string()), alike: z.array(z.string()) }),
]);
