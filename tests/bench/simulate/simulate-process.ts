import { readFile } from 'node:fs/promises';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import { openDatabase } from '@fanloom/server/db/database.js';
import { prepareSimulation, simulatePast } from '@fanloom/server/simulate/simulate.service.js';
import { peakMemory } from '../process-memory.js';
import { seconds } from '../statistics.js';

/** What the process is told in its environment. `BENCH_FROM` and `BENCH_TO` are business days. */
export interface SimulateOrder {
  BENCH_DATABASE: string;
  BENCH_SHOP: string;
  BENCH_STAFF: string;
  BENCH_FILE: string;
  BENCH_FROM: string;
  BENCH_TO: string;
}

/** What it answers, as its only message. */
export interface SimulateAnswer {
  seconds: number;
  peakMib: number;
  fans: number;
  entered: number;
  sent: number;
}

/** Simulates as the product does, in a process whose memory is nothing but the simulation's. */
async function main(env: NodeJS.ProcessEnv): Promise<SimulateAnswer> {
  const { BENCH_DATABASE = '', BENCH_SHOP = '', BENCH_STAFF = '', BENCH_FILE = '', BENCH_FROM, BENCH_TO } = env;
  const db = openDatabase(BENCH_DATABASE);
  const author = { staffId: BENCH_STAFF, ability: await abilityOfStaff(db, BENCH_STAFF) };
  const request = { shopId: BENCH_SHOP, text: await readFile(BENCH_FILE, 'utf8'), from: BENCH_FROM, to: BENCH_TO };
  const answer = { fans: 0, entered: 0, sent: 0 };
  const took = await seconds(async () => {
    const { figures } = await simulatePast(db, await prepareSimulation(db, author, request));
    Object.assign(answer, { fans: figures.fans, entered: figures.entered_fans, sent: figures.sent });
  });
  await db.destroy();
  return { ...answer, seconds: took, peakMib: await peakMemory('self') };
}

process.send?.(await main(process.env), () => process.exit(0));
