import { sql } from 'kysely';
import { afterEach, it } from 'vitest';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';
import type { WorkerProcess } from './worker-process.js';

let kit: FaultKit;
afterEach(() => kit.dispose());

/** Stops a worker between two of its transactions, while messages of its are on the way to the provider. */
async function freezeOutside(worker: WorkerProcess): Promise<void> {
  await until(async () => {
    worker.freeze();
    const { rows } = await sql`
      select from pg_stat_activity
      where application_name = 'fanloom-worker' and datname = current_database() and state <> 'idle'`.execute(
      kit.engine.db,
    );
    if (rows.length === 0 && (await kit.count('effect', sql`status = 'sending'`)) > 0) return true;
    worker.thaw();
    return false;
  });
}

it.each([{ honoursKeys: true }, { honoursKeys: false }])(
  'a worker that stood still while another took over does no harm (honours keys: $honoursKeys)',
  async ({ honoursKeys }) => {
    kit = await FaultKit.create({ honoursKeys, speed: 1 });
    kit.provider.manner = { delay: 100, takes: true, status: 200 };
    await kit.engine.publish('流程 "欢迎" { 当 关注 每人一次 发私信 "欢迎" }');
    const sleeper = await kit.startWorker();
    const fans = await kit.follow(200);
    await until(() => kit.provider.calls.length > 0);

    await freezeOutside(sleeper);
    await kit.passLeases();
    await kit.startWorker();
    fans.push(...(await kit.follow(50)));
    await until(async () => (await kit.count('enrolment')) === 250);
    await until(async () => (await kit.count('effect', sql`status = 'sending' and attempt = 1`)) === 0);
    sleeper.thaw();

    await kit.finished(250);
    await expectEachOnce(kit, fans, ['欢迎']);
  },
);
