import { z } from '@hono/zod-openapi';

/** A line of text that people type: no control characters, which PostgreSQL or a log cannot take, and no half characters. */
export const plainText = z.string().refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'Letters, digits and signs only');

/** Several lines of it. */
export const plainLines = z
  .string()
  .refine((text) => !/(?![\t\n\r])[\p{Cc}\p{Cs}]/u.test(text), 'Letters, digits and signs only');
