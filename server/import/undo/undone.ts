import { z } from 'zod';

/** What an undo has done so far, and what it left because others had touched it since. */
export const undone = z.object({
  facts: z.number().int(),
  /** Lines of orders. */
  lines: z.number().int(),
  /** Totals of viewers of a broadcast. */
  viewers: z.number().int(),
  orders_removed: z.number().int(),
  orders_restored: z.number().int(),
  fans_removed: z.number().int(),
  fields_restored: z.number().int(),
  orders_kept: z.number().int(),
  fans_kept: z.number().int(),
  /** Numbers of some of the orders that were left. */
  kept_orders: z.array(z.string()),
  /** Some of the fans that were left. */
  kept_fans: z.array(z.string()),
});
export type Undone = z.infer<typeof undone>;

export const noneUndone: Undone = {
  facts: 0,
  lines: 0,
  viewers: 0,
  orders_removed: 0,
  orders_restored: 0,
  fans_removed: 0,
  fields_restored: 0,
  orders_kept: 0,
  fans_kept: 0,
  kept_orders: [],
  kept_fans: [],
};

export function addUndone(a: Undone, b: Undone): Undone {
  return {
    facts: a.facts + b.facts,
    lines: a.lines + b.lines,
    viewers: a.viewers + b.viewers,
    orders_removed: a.orders_removed + b.orders_removed,
    orders_restored: a.orders_restored + b.orders_restored,
    fans_removed: a.fans_removed + b.fans_removed,
    fields_restored: a.fields_restored + b.fields_restored,
    orders_kept: a.orders_kept + b.orders_kept,
    fans_kept: a.fans_kept + b.fans_kept,
    kept_orders: [...a.kept_orders, ...b.kept_orders],
    kept_fans: [...a.kept_fans, ...b.kept_fans],
  };
}
