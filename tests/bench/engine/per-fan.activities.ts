import type { Db } from '@fanloom/server/db/database.js';
import {
  claim,
  enter,
  finish,
  handOver,
  type HandWritten,
  leave,
  onlyFan,
  plan,
  settle,
  tagInFlow,
  type Turn,
} from './by-hand.sql.js';
import { BUSINESS_DAYS } from './clock.js';

/** One activity a step, each with the leave check before it. True: the fan is out. */
export interface PerFanActivities {
  enterFan(fan: string): Promise<void>;
  welcome(fan: string): Promise<boolean>;
  remind(fan: string): Promise<boolean>;
  giveUp(fan: string): Promise<boolean>;
  leaveNow(fan: string): Promise<void>;
  deliverWelcome(fan: string): Promise<void>;
  deliverReminder(fan: string): Promise<void>;
}

export function perFanActivities(db: Db, sop: HandWritten): PerFanActivities {
  const turn = (fan: string, now: Date): Turn => ({ db, sop, among: onlyFan(fan), now });
  const unlessOut = (fan: string, now: Date, act: (turn: Turn) => Promise<void>) =>
    db.transaction().execute(async (tx) => {
      const inside = { ...turn(fan, now), db: tx };
      if ((await leave(inside)) > 0) return true;
      await act(inside);
      return false;
    });
  const deliver = async (fan: string, now: Date) => {
    await claim(turn(fan, now));
    await handOver(turn(fan, now));
    await settle(turn(fan, now));
  };
  return {
    enterFan: (fan) => enter(turn(fan, BUSINESS_DAYS.zero)),
    welcome: (fan) =>
      unlessOut(fan, BUSINESS_DAYS.zero, async (inside) => {
        await tagInFlow(inside);
        await plan(inside, 'welcome');
      }),
    remind: (fan) => unlessOut(fan, BUSINESS_DAYS.three, (inside) => plan(inside, 'reminder')),
    giveUp: (fan) => unlessOut(fan, BUSINESS_DAYS.seven, finish),
    leaveNow: async (fan) => {
      await leave(turn(fan, BUSINESS_DAYS.three));
    },
    deliverWelcome: (fan) => deliver(fan, BUSINESS_DAYS.zero),
    deliverReminder: (fan) => deliver(fan, BUSINESS_DAYS.three),
  };
}
