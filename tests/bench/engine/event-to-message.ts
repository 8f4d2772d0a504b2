import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '@fanloom/server/db/database.js';
import { runBusinessClock } from '@fanloom/server/launch/business-clock.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import { giveToken, withProduct } from '../product.js';
import type { Stage } from '../stage.js';
import { median, quantile } from '../statistics.js';
import { MONDAY_TEN } from './clock.js';
import { MessageWatch } from './message-watch.js';
import { openShop } from './seven-days.js';

const IDLE_SAMPLES = 100;
const EVENTS_A_SECOND = 200;
/** A live room's connector sends what has happened in the last moment in one request. */
const REQUESTS_A_SECOND = 20;
const MESSAGE_WITHIN_MS = 60_000;

/** Milliseconds since the answer. */
interface Latency {
  enrolled: number;
  planned: number;
  seen: number;
}

/** Where the events go, and when the shop's clock says that they happen. */
interface Door {
  url: string;
  token: string;
  watch: MessageWatch;
}

/**
 * From the answer to `POST /v1/events` to the message's row being there for others to see, with the real server and
 * worker processes; business time runs at the pace of real time, in the morning.
 */
export async function eventToMessage(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: 4 });
  const clock = await runBusinessClock(database.url, { speed: 1, startAt: MONDAY_TEN });
  try {
    const { token } = await giveToken(db, await openShop(db));
    return await withProduct(stage, { databaseUrl: database.url, worker: true }, async (url) => {
      const door = { url, token, watch: new MessageWatch(db) };
      await oneByOne(door, 10);
      note('server and worker are up');
      const idle = await oneByOne(door, IDLE_SAMPLES);
      const busy = await underLoad(door, size);
      return [figureOf(idle, busy)];
    });
  } finally {
    await clock.stop();
    await db.destroy();
  }
}

/** The worse of the two: the target holds for both. */
function figureOf(idle: Latency[], busy: Latency[]): Figure {
  const all = (latencies: Latency[]) => latencies.map(({ seen }) => seen);
  const told = (when: string, latencies: Latency[]) => {
    const seen = all(latencies);
    const whole = [quantile(seen, 0.95), median(seen), Math.max(...seen)].map(Math.round).join(' / ');
    const half = [latencies.map((l) => l.enrolled), latencies.map((l) => l.planned)].map((l) => Math.round(median(l)));
    return `${when} ${whole} ms (half let in within ${String(half[0])}, written within ${String(half[1])})`;
  };
  return {
    name: 'engine.event_to_message_p95_ms',
    value: Math.max(quantile(all(idle), 0.95), quantile(all(busy), 0.95)),
    unit: 'ms',
    baseline: null,
    detail: `95 % / half / all within: ${told('idle', idle)}, ${told(`at ${String(EVENTS_A_SECOND)} events/s`, busy)}`,
  };
}

/** Each event after the message of the one before. */
async function oneByOne(door: Door, samples: number): Promise<Latency[]> {
  const latencies: Latency[] = [];
  for (let sample = 0; sample < samples; sample++) latencies.push(...(await follow(door, 1)));
  return latencies;
}

/** Requests leave when they are due, however long earlier ones take. */
async function underLoad(door: Door, events: number): Promise<Latency[]> {
  const inRequest = EVENTS_A_SECOND / REQUESTS_A_SECOND;
  const since = performance.now();
  const requests: Promise<Latency[]>[] = [];
  for (let no = 0; no * inRequest < events; no++) {
    await delay(Math.max(0, since + (no * 1_000) / REQUESTS_A_SECOND - performance.now()));
    requests.push(follow(door, inRequest));
  }
  return (await Promise.all(requests)).flat();
}

/** Fans nobody has seen before follow the shop. @returns milliseconds until each has their message */
async function follow({ url, token, watch }: Door, fans: number): Promise<Latency[]> {
  const samples = Array.from({ length: fans }, () => watch.await(MESSAGE_WITHIN_MS));
  const happenedAt = new Date(await watch.businessNow()).toISOString();
  const events = samples.map(({ key }) => ({
    type: 'follow',
    happened_at: happenedAt,
    source: 'bench',
    key,
    person: { user_id: key },
    properties: { sample: key },
  }));
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  const body = await answer.text();
  const accepted = performance.now();
  if (!body.includes(`"accepted":${String(fans)},`))
    throw new Error(`HTTP ${String(answer.status)}: ${body.slice(0, 500)}`);
  const sightings = await Promise.all(samples.map(({ sighting }) => sighting));
  // A message may be there before its sender has read the answer.
  const after = (at: number) => Math.max(0, at - accepted);
  return sightings.map(({ enrolled, planned, seen }) => ({
    enrolled: after(enrolled),
    planned: after(planned),
    seen: after(seen),
  }));
}
