import { sql } from 'kysely';
import type { FaultKit } from './fault-kit.js';

/** A day in two seconds. */
export const SPEED = 43_200;
export const FANS = 100;
export const TEXTS = ['欢迎', '还记得我们吗'];

/** A message, a day, another message. */
export const SOP = `流程 "两条" {
  当 关注
  每人一次
  发私信 "欢迎"
  等待1天
  发私信 "还记得我们吗"
}`;

/** Whether the fans have come so far. */
export type Moment = (kit: FaultKit) => Promise<boolean>;

export const firstDelivery: Moment = async ({ provider }) => provider.calls.length >= 10;
export const wait: Moment = async (kit) =>
  kit.provider.ledger.length >= FANS && (await kit.count('lane', sql`phase = 'waiting'`)) > 0;
export const secondDelivery: Moment = async ({ provider }) => provider.calls.length >= FANS + 10;
