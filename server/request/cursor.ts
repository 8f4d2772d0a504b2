import { z } from '@hono/zod-openapi';
import { invalidRequest } from '../problem/common.js';

/** An instant as PostgreSQL writes it, in full precision; nothing that PostgreSQL would not read again. */
export const instantText = z
  .string()
  .regex(/^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-](0\d|1[0-4])(:\d\d)?$/)
  .transform((text) => text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
  .pipe(z.iso.datetime({ offset: true }));

/** Where a page ended, as text that callers pass back without looking inside. */
export function writeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Problem REQ400 for what is no cursor of this list: nothing in it is believed before it fits the schema */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  const result = schema.safeParse(parse(cursor));
  if (!result.success) throw invalidRequest([{ path: 'cursor', message: 'Not a cursor of this list and sort' }]);
  return result.data;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
