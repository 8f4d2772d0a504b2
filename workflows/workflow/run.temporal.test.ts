import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { beatClock, startSimulatedClock, stopSimulatedClock } from '@fanloom/server/clock/clock.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { findTemporalCli, usualSources } from '@fanloom/server/launch/temporal-cli.js';
import { startTestTemporal, type TestTemporal } from '@fanloom/server/testing/temporal.js';
import type { Engine } from '../engine-process.js';
import { startTestEngine } from '../testing/start-engine.js';
import { at, EngineKit } from '../testing/engine-kit.js';
import { bundleWorkflows } from './bundle.js';

/** A day in ten seconds: a message that is a day late on a busy machine would be missed. */
const SPEED = 8_640;

const SOP = `流程 "三天" {
  当 关注
  每人一次
  第0天 { 发私信 "欢迎" }
  第1天 20:00 { 发私信 "还记得我们吗" }
  第2天 { 打标签 "走完了" }
}`;

describe('a run on Temporal', () => {
  let temporal: TestTemporal;
  let code: string;
  let kit: EngineKit;
  let engine: Engine;
  let heart: NodeJS.Timeout;

  const startEngine = () => startTestEngine(kit, temporal, code, SPEED);

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    [temporal, code] = await Promise.all([startTestTemporal(), bundleWorkflows()]);
    kit = await EngineKit.create(at('2026-11-23 10:00'));
    await startSimulatedClock(kit.db, SPEED, at('2026-11-23 10:00'));
    heart = setInterval(() => void beatClock(kit.db), 500);
    await kit.publish(SOP);
    engine = await startEngine();
  });

  afterAll(async () => {
    clearInterval(heart);
    await engine.stop();
    await kit.dispose();
    await temporal.stop();
  });

  it('takes fans through three days; a worker that is replaced on the way changes nothing', async () => {
    const fans = await kit.happenTo(
      Array.from({ length: 50 }, (_, no) => `粉丝${String(no)}`),
      'follow',
    );
    await vi.waitFor(async () => expect((await kit.sent()).length).toBeGreaterThanOrEqual(50), {
      timeout: 20_000,
      interval: 50,
    });
    await stopSimulatedClock(kit.db);
    await engine.stop();
    engine = await startEngine();
    await startSimulatedClock(kit.db, SPEED);
    const finished = async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from enrolment where state = 'finished'`.execute(kit.db);
      return rows[0]?.n;
    };
    await vi.waitFor(async () => expect(await finished()).toBe(50), { timeout: 60_000, interval: 100 });
    expect(await kit.tagsOf(fans[0] ?? '')).toEqual(['走完了']);
    await recordHistory();
    expect(await kit.sent()).toHaveLength(100);
  });

  /** With RECORD_HISTORY=<name> the run's history is kept for the replay test: once for every released workflow. */
  async function recordHistory(): Promise<void> {
    const name = process.env['RECORD_HISTORY'];
    if (name === undefined) return;
    const run = await kit.db.selectFrom('run').select(['id', 'generation']).executeTakeFirstOrThrow();
    const id = `run/${run.id}/${String(run.generation)}`;
    const cli = await findTemporalCli(usualSources(projectRoot), () => undefined);
    const { stdout } = await promisify(execFile)(
      cli,
      ['workflow', 'show', '--workflow-id', id, '--address', temporal.address, '--output', 'json'],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    await writeFile(new URL(`histories/${name}.json`, import.meta.url), stdout);
  }
});
