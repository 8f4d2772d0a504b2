import { setTimeout as delay } from 'node:timers/promises';
import { businessNow } from '../clock/clock.js';
import { UserError } from '../config/user-error.js';
import type { Db } from '../db/database.js';
import type { Plan } from './broadcast/plan.js';
import type { PlannedEvent } from './broadcast/planned-event.js';
import { writeProgress, type DemoProgress } from './progress.js';

const LOOK_EVERY = 500;
const WAIT_FOR_SERVER = 1_000;
/** Few enough that a batch is taken in at once, also by a slow machine. */
const MOST_IN_BATCH = 500;

export interface BroadcastOptions {
  db: Db;
  plan: Plan;
  progress: DemoProgress;
  /** Where how far it has come is kept. */
  folder: string;
  /** Of the server, without a slash at the end. */
  url: string;
  /** Of the shop, with the right to write events. */
  token: string;
}

/**
 * Tells the product what the plan says, as business time goes on, for as long as this process lives. What a killed
 * process told without noting it is told again under the same keys, and counts once.
 *
 * Throws a UserError (DEMO005) when the server does not take the events.
 */
export async function playBroadcast({ db, plan, progress, folder, url, token }: BroadcastOptions): Promise<never> {
  let playedUntil = progress.playedUntil;
  for (;;) {
    const now = await businessNow(db).then(
      (time) => time.getTime(),
      // While PostgreSQL starts again, nothing happens in the shop.
      () => playedUntil,
    );
    const events = plan.between(playedUntil, now);
    for (let from = 0; from < events.length; from += MOST_IN_BATCH) {
      await tell(url, token, events.slice(from, from + MOST_IN_BATCH));
    }
    if (now > playedUntil) playedUntil = now;
    if (events.length > 0) await writeProgress(folder, { ...progress, playedUntil });
    await delay(LOOK_EVERY);
  }
}

/** While the server starts again, it is waited for. */
async function tell(url: string, token: string, events: PlannedEvent[]): Promise<void> {
  const body = JSON.stringify({ events: events.map(asSent) });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (;;) {
    const status = await fetch(`${url}/v1/events`, { method: 'POST', headers, body }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => undefined,
    );
    if (status !== undefined && status < 300) return;
    if (status !== undefined && status < 500) throw notTaken(status);
    await delay(WAIT_FOR_SERVER);
  }
}

function asSent({ at, type, key, person, properties }: PlannedEvent) {
  return { type, happened_at: new Date(at).toISOString(), source: 'demo', key, person, properties };
}

function notTaken(status: number): UserError {
  return new UserError('DEMO005', {
    zh: `服务没有接受演示事件（HTTP ${status}）。请停止后重新启动。`,
    en: `The server does not take the demo's events (HTTP ${status}). Stop and start again.`,
  });
}
