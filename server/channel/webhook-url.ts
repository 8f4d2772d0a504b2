import { z } from 'zod';

/** The address of a system that is called; what it is asked with stands in its signature, never in the address. */
export const webhookUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((text) => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '', {
    message: 'No user or password in the address',
  });
