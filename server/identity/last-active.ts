import type { ExpressionBuilder, ExpressionWrapper } from 'kysely';
import type { DB } from '../db/generated/schema.js';

/** Null of fans of whom a shop only heard what others did: their rows say 1970, which is before whatever they may do. */
export function lastActive(eb: ExpressionBuilder<DB, 'fan_shop'>): ExpressionWrapper<DB, 'fan_shop', Date | null> {
  return eb.fn<Date | null>('nullif', ['fan_shop.last_active_at', eb.val(new Date(0))]);
}
