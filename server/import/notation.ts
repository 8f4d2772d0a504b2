import { z } from '@hono/zod-openapi';

/** Which part of `3/1/26` is which. */
export const DATE_ORDERS = ['month_first', 'day_first', 'year_first'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** What stands before the decimals of `1,234` or `1.234`. */
export const DECIMAL_SIGNS = ['.', ','] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** How a file writes what people of different countries read in different ways. */
export const notation = z.strictObject({ dates: z.enum(DATE_ORDERS), decimal: z.enum(DECIMAL_SIGNS) });
export type Notation = z.infer<typeof notation>;

export const USUAL: Notation = { dates: 'month_first', decimal: '.' };
