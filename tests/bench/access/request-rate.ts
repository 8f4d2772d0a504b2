import { randomBytes } from 'node:crypto';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import type { Db } from '@fanloom/server/db/database.js';
import { lastLines } from '@fanloom/server/launch/log-file.js';
import { startNodeProcess } from '@fanloom/server/launch/node-process.js';
import { openDoor } from '../fan-list/app-door.js';
import type { Stage, StageDatabase } from '../stage.js';
import { median, seconds } from '../statistics.js';
import type { ListServerOrder, ListServerReady } from './list-server.js';
import { PASSWORD, type Person } from './people.js';

const CONNECTIONS = 8;
const ROUNDS = 5;
/** Requests of a round, after those that warm up. */
const REQUESTS = 1_500;
const WARM_UP = 300;

/** Requests a second for the first page of a person's fans, by the product and by the bare server; one after the other. */
export async function requestRates(stage: Stage, database: StageDatabase, db: Db, shopId: string, person: Person) {
  const key = randomBytes(32);
  const cookie = await openDoor(db, key).logIn(person.login, PASSWORD);
  const order = { BENCH_DATABASE: database.url, BENCH_SESSION_KEY: key.toString('hex'), BENCH_STAFF: person.staffId };
  const product = await startServer(stage, { ...order, BENCH_SERVER: 'product' });
  const bare = await startServer(stage, { ...order, BENCH_SERVER: 'bare' });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const rateOf = async ({ port }: ListServerReady) => {
    const url = `http://127.0.0.1:${String(port)}/v1/fans?shop=${shopId}`;
    await ask(agent, url, cookie, WARM_UP);
    return REQUESTS / (await seconds(() => ask(agent, url, cookie, REQUESTS)));
  };
  try {
    const rates = { product: [] as number[], bare: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.product.push(await rateOf(product));
      rates.bare.push(await rateOf(bare));
    }
    return { product: median(rates.product), bare: median(rates.bare) };
  } finally {
    agent.destroy();
    await product.stop();
    await bare.stop();
  }
}

async function startServer(stage: Stage, order: ListServerOrder): Promise<ListServerReady & { stop(): Promise<void> }> {
  const log = join(stage.folder, `${order.BENCH_SERVER}.log`);
  const entry = 'tests/dist/bench/access/list-server.js';
  let hear: (message: unknown) => void = () => undefined;
  const heard = new Promise((resolve) => (hear = resolve));
  const service = await startNodeProcess(entry, { ...process.env, ...order }, log, hear);
  const ready = await Promise.race([heard, service.exited]);
  if (ready === undefined) throw new Error(`The ${order.BENCH_SERVER} server ended:\n${await lastLines(log)}`);
  return { ...(ready as ListServerReady), stop: () => service.stop() };
}

/** Asks as often as told, with as many requests under way as there are connections. */
async function ask(agent: Agent, url: string, cookie: string, times: number): Promise<void> {
  let left = times;
  const keepAsking = async () => {
    while (left-- > 0) await askOnce(agent, url, cookie);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, keepAsking));
}

function askOnce(agent: Agent, url: string, cookie: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { cookie } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`HTTP ${String(answer.statusCode)}`));
      answer.resume().once('end', resolve).once('error', reject);
    }).once('error', reject);
  });
}
