import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { beatClock, startSimulatedClock, stopSimulatedClock } from '@fanloom/server/clock/clock.js';
import { startTestTemporal, type TestTemporal } from '@fanloom/server/testing/temporal.js';
import { ringForgotten } from '../dispatch/ringer.js';
import type { Engine } from '../engine-process.js';
import { startTestEngine } from '../testing/start-engine.js';
import { at, EngineKit } from '../testing/engine-kit.js';
import { bundleWorkflows } from './bundle.js';

/** An hour in a second and a half. */
const SPEED = 2_400;

let temporal: TestTemporal;
let kit: EngineKit;
let engine: Engine | undefined;
let heart: NodeJS.Timeout;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  temporal = await startTestTemporal();
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  heart = setInterval(() => void beatClock(kit.db), 500);
  await kit.publish('流程 "三封" { 当 关注 每人一次 发私信 "一" 等待1小时 发私信 "二" 等待5小时 发私信 "三" }');
});

afterAll(async () => {
  clearInterval(heart);
  await engine?.stop();
  await kit.dispose();
  await temporal.stop();
});

async function replaceEngine(code: string): Promise<void> {
  await engine?.stop();
  engine = await startTestEngine(kit, temporal, code, SPEED);
}

it('a run whose history does not fit the code of the next release begins again from its rows, and repeats nothing', async () => {
  const code = await bundleWorkflows();
  const twice = 'await activities.load(ref).then(() => activities.load(ref))';
  const otherCode = code.replace('await activities.load(ref)', twice);
  expect(otherCode).not.toBe(code);
  const sent = async () => (await kit.sent()).map(({ body }) => body);

  await replaceEngine(code);
  await startSimulatedClock(kit.db, SPEED, at('2026-11-23 10:00'));
  await kit.happen('小鱼', 'follow');
  await vi.waitFor(async () => expect(await sent()).toEqual(['一', '二']), { timeout: 60_000, interval: 100 });
  await stopSimulatedClock(kit.db);
  await replaceEngine(otherCode);
  await startSimulatedClock(kit.db, SPEED);
  await vi.waitFor(
    async () => {
      // What the dispatcher does by itself after a minute.
      await ringForgotten(kit.db, 0);
      expect(await sent()).toEqual(['一', '二', '三']);
    },
    { timeout: 60_000, interval: 200 },
  );
});
