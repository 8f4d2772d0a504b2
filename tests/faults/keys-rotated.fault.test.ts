import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { FANS, firstDelivery, SOP, SPEED, TEXTS } from './two-messages.js';

const CLI = join(projectRoot, 'server/dist/cli/fanloom.js');

let kit: FaultKit;
afterEach(() => kit.dispose());

it('a worker goes on while the master key is rotated and the old one taken away', async () => {
  kit = await FaultKit.create({ honoursKeys: false, speed: SPEED });
  const keys = async (...args: string[]) => {
    const env = { PATH: process.env['PATH'], ...kit.env };
    await promisify(execFile)(process.execPath, [CLI, 'keys', ...args, '--lang', 'en'], { env });
  };
  await kit.engine.publish(SOP);
  const worker = await kit.startWorker();
  const fans = await kit.follow(FANS);
  await firstDelivery(kit);
  await keys('rotate');
  await keys('remove', '1');
  fans.push(...(await kit.follow(FANS)));
  await kit.finished(2 * FANS);
  await expectEachOnce(kit, fans, TEXTS);
  expect(await worker.log()).not.toContain('"level":40');
});
