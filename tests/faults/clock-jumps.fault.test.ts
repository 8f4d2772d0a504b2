import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { whatTheDoctorSays } from './doctor-process.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { FANS, firstDelivery, SOP, SPEED, TEXTS } from './two-messages.js';
import { until } from './until.js';

const HOUR_MS = 3_600_000;

/** The clock of the machine as a process sees it: as far ahead as `AHEAD` says first, and with each signal as it says next. */
const CLOCK = `
const Right = Date;
const jumps = process.env.AHEAD.split(',').map(Number);
process.on('SIGUSR2', () => jumps.shift());
globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + jumps[0]);
    else super(...given);
  }
  static now() {
    return Right.now() + jumps[0];
  }
};
`;

let kit: FaultKit;
afterEach(() => kit.dispose());

it('a worker whose clock jumps an hour on, and two back, sends everything once; the doctor sees it', async () => {
  kit = await FaultKit.create({ honoursKeys: false, speed: SPEED });
  const file = join(kit.folder, 'clock.mjs');
  await writeFile(file, CLOCK);
  const clock = (...ahead: number[]) => ({
    NODE_OPTIONS: `--import ${pathToFileURL(file).href}`,
    AHEAD: ahead.join(),
  });
  await kit.engine.publish(SOP);
  const worker = await kit.startWorker(clock(0, HOUR_MS, -HOUR_MS));
  const fans = await kit.follow(FANS);
  await firstDelivery(kit);
  process.kill(worker.pid, 'SIGUSR2');
  await until(() => kit.provider.ledger.length > FANS);
  process.kill(worker.pid, 'SIGUSR2');
  await kit.finished(FANS);
  await expectEachOnce(kit, fans, TEXTS);
  expect(await kit.count('effect', sql`status = 'unknown'`)).toBe(0);

  const said = await whatTheDoctorSays({ ...kit.env, ...clock(HOUR_MS) });
  expect(said.get('clock')).toMatch(/^This clock and the database's are 3[56]\d\d\.\d s apart$/);
});
