import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { PerFanActivities } from './per-fan.activities.js';

export const paid = defineSignal('paid');

const activities = proxyActivities<PerFanActivities>({ startToCloseTimeout: '1 minute' });

/** 新粉7日转化 as everyone writes it: one workflow a fan. Its days are a millisecond each, so that waiting costs nothing. */
export async function sevenDays(fan: string): Promise<void> {
  let hasPaid = false;
  setHandler(paid, () => {
    hasPaid = true;
  });
  await activities.enterFan(fan);
  if (await activities.welcome(fan)) return;
  await activities.deliverWelcome(fan);
  if (await condition(() => hasPaid, 1)) return activities.leaveNow(fan);
  if (await activities.remind(fan)) return;
  await activities.deliverReminder(fan);
  if (await condition(() => hasPaid, 1)) return activities.leaveNow(fan);
  await activities.giveUp(fan);
}
