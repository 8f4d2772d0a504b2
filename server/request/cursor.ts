import type { z } from '@hono/zod-openapi';
import { invalidRequest } from '../problem/common.js';

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
