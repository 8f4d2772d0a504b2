import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { seconds } from '../statistics.js';

/** Where events are sent. */
export interface Door {
  url: string;
  token: string;
}

export const BATCH = 5_000;
const CONNECTIONS = 4;
const SINGLES_PER_SECOND = 20;
const TYPES = ['live.enter', 'live.watch', 'live.comment', 'order.pay'];
const DAYS = 60;

/** The no-th event of a source; fans take turns, one in eight events is a purchase. */
function madeEvent(source: string, no: number, fans: number, now: number): object {
  const type = TYPES[no % 8] ?? 'live.enter';
  const properties = {
    'live.enter': {},
    'live.watch': { duration: 30 + (no % 900), session: `s${String(no % 40)}` },
    'live.comment': { text: '怎么买' },
    'order.pay': { order: `${source}-${String(no)}`, amount: 990 + (no % 50_000), product: ['商品'] },
  }[type];
  const happenedAt = new Date(now - ((no * 7_919) % (DAYS * 86_400)) * 1_000).toISOString();
  const person = { user_id: userIdOf((no * 31) % fans) };
  return { type, happened_at: happenedAt, key: String(no), source, person, properties };
}

export function userIdOf(fan: number): string {
  return `u${String(fan)}`;
}

/** Sends so many events in full batches over several connections; each must be accepted. */
export async function sendAll(door: Door, source: string, events: number, fans: number): Promise<void> {
  const now = Date.now();
  await overConnections(async (from) => {
    if (from >= events) return false;
    await sendBatch(door, source, { from, count: Math.min(BATCH, events - from), fans, now });
    return true;
  });
}

/** Sends full batches over several connections for as long as it goes on; each must be accepted. */
export async function sendWhile(door: Door, source: string, fans: number, goesOn: () => boolean): Promise<void> {
  const now = Date.now();
  await overConnections(async (from) => {
    await sendBatch(door, source, { from, count: BATCH, fans, now });
    return goesOn();
  });
}

/** Single events at a steady rate, however long each takes, beside full batches. @returns milliseconds of each single */
export async function sendSingles(door: Door, singles: number, fans: number): Promise<number[]> {
  const load = new Worker(new URL('./load-thread.js', import.meta.url), { workerData: { door, fans } });
  const ended = once(load, 'exit');
  const times: Promise<number>[] = [];
  for (let no = 0; no < singles; no++) {
    times.push(seconds(() => send(door, [madeEvent('single', no, fans, Date.now())])));
    await delay(1_000 / SINGLES_PER_SECOND);
  }
  const taken = await Promise.all(times);
  load.postMessage('over');
  const [exit] = (await ended) as [number];
  if (exit !== 0) throw new Error('The load beside the single events broke off');
  return taken.map((time) => time * 1_000);
}

/** Hands out the batches by their first event; a connection ends when it is told that there is nothing more to do. */
async function overConnections(work: (from: number) => Promise<boolean>): Promise<void> {
  let next = 0;
  const workOn = async () => {
    let goesOn = true;
    while (goesOn) {
      const from = next;
      next += BATCH;
      goesOn = await work(from);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, workOn));
}

interface Batch {
  from: number;
  count: number;
  fans: number;
  now: number;
}

function sendBatch(door: Door, source: string, { from, count, fans, now }: Batch): Promise<void> {
  return send(
    door,
    Array.from({ length: count }, (_, i) => madeEvent(source, from + i, fans, now)),
  );
}

/** As the API asks its senders to: again after a while when it has too much to do. */
async function send(door: Door, events: object[]): Promise<void> {
  const headers = { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${door.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
  const retryAfter = answer.headers.get('retry-after');
  if (!answer.ok && retryAfter !== null) {
    await delay(Number(retryAfter) * 1_000);
    return send(door, events);
  }
  const { accepted } = answer.ok ? ((await answer.json()) as { accepted: number }) : { accepted: 0 };
  if (accepted !== events.length) throw new Error(`HTTP ${String(answer.status)}: ${String(accepted)} events accepted`);
}
