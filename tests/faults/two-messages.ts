import { sql } from 'kysely';
import type { FaultKit } from './fault-kit.js';
import { until } from './until.js';

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

/** Waits until the fans have come so far. The clock of the shop is held, so that no machine is too slow to see the day's wait. */
export type Moment = (kit: FaultKit) => Promise<void>;

export const firstDelivery: Moment = ({ provider }) => until(() => provider.calls.length >= 10);
export const wait: Moment = (kit) =>
  until(async () => kit.provider.ledger.length === FANS && (await kit.count('lane', sql`phase = 'waiting'`)) > 0);
export const secondDelivery: Moment = async (kit) => {
  await kit.letTimeGoOn();
  await until(() => kit.provider.calls.length >= FANS + 10);
};
