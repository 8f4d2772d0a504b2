import { z } from '@hono/zod-openapi';

/** A name that people give to a tag or a segment: as the language takes it, 1 to 64 characters, no blanks at its ends. */
export const shopName = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(64)
  .refine((name) => !/[\p{Cc}\p{Cf}\p{Cs}"“”]/u.test(name), 'Letters, digits and signs only');
