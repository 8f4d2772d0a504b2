import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env } from 'hono';
import { invalidRequest } from '../problem/common.js';
import type { BaseEnv } from './context.js';
import { bilingual } from '../problem/bilingual.schema.js';

/** A router whose requests are checked against their schemas: what does not fit is a 400 with the list of fields. */
export function createRouter<E extends Env = BaseEnv>(): OpenAPIHono<E> {
  return new OpenAPIHono<E>({
    defaultHook: (result) => {
      if (result.success) return;
      throw invalidRequest(
        result.error.issues.map((issue) => ({
          path: issue.path.map(String).join('.') || '(body)',
          message: issue.message,
        })),
      );
    },
  });
}

/** A response with a JSON body. @param example as it is sent */
export function json<T extends z.ZodType>(schema: T, description: string, example?: Sent<z.output<T>>) {
  return { description, content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

/** A request with a JSON body. */
export function jsonBody<T extends z.ZodType>(schema: T, example?: z.input<T>) {
  return { required: true, content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

/** In JSON an instant is a text. */
type Sent<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Sent<T[K]> } : T;

/** Problem details after RFC 9457. `title` is in the language of the request, `text` in both. */
export const problemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    instance: z.string(),
    text: bilingual,
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

/** Every route answers errors alike. */
export const problems = {
  '4XX': {
    description: 'What is wrong with the request, see `code`',
    content: { 'application/problem+json': { schema: problemBody } },
  },
} as const;
