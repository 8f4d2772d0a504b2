import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { beatClock, startSimulatedClock } from '@fanloom/server/clock/clock.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { findTemporalCli, usualSources } from '@fanloom/server/launch/temporal-cli.js';
import { startTestTemporal, type TestTemporal } from '@fanloom/server/testing/temporal.js';
import type { Engine } from '../engine-process.js';
import { startTestEngine } from '../testing/start-engine.js';
import { at, EngineKit } from '../testing/engine-kit.js';
import { bundleWorkflows } from './bundle.js';

/** An hour in a fifth of a second. */
const SPEED = 18_000;
const WAITS = 20;
const FANS = 20;

const SOP = `流程 "常等" {
  当 关注
  每人一次
  ${Array.from({ length: WAITS }, (_, no) => `等待1小时 发私信 "第${String(no + 1)}封"`).join('\n  ')}
}`;

let temporal: TestTemporal;
let code: string;
let kit: EngineKit;
let engine: Engine;
let heart: NodeJS.Timeout;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  // The server asks for a new history long before the 4,096 events that it usually waits for.
  const settings = { 'limit.historyCount.suggestContinueAsNew': '60' };
  [temporal, code] = await Promise.all([startTestTemporal(settings), bundleWorkflows()]);
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await startSimulatedClock(kit.db, SPEED, at('2026-11-23 10:00'));
  heart = setInterval(() => void beatClock(kit.db), 500);
  await kit.publish(SOP);
  engine = await startTestEngine(kit, temporal, code, SPEED);
});

afterAll(async () => {
  clearInterval(heart);
  await engine.stop();
  await kit.dispose();
  await temporal.stop();
});

it('a run whose history grows long goes on in a new one, with its lanes, and repeats nothing', async () => {
  const nicks = Array.from({ length: FANS }, (_, no) => `粉丝${String(no)}`);
  await kit.happenTo(nicks, 'follow');
  const finished = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from enrolment where state = 'finished'`.execute(kit.db);
    return rows[0]?.n;
  };
  await vi.waitFor(async () => expect(await finished()).toBe(FANS), { timeout: 120_000, interval: 100 });
  const sent = async () => (await kit.sent()).map(({ fan, body }) => `${fan} ${body}`);
  await vi.waitFor(async () => expect(await sent()).toHaveLength(FANS * WAITS), { timeout: 20_000, interval: 100 });
  expect(new Set(await sent()).size).toBe(FANS * WAITS);

  const histories = await historiesOfRun();
  expect(histories.length).toBeGreaterThan(2);
  for (const { history } of histories) {
    await expect(Worker.runReplayHistory({ workflowBundle: { code } }, history)).resolves.toBeUndefined();
  }
  await recordHistory(histories[0]?.runId ?? '');
});

async function workflowId(): Promise<string> {
  const run = await kit.db.selectFrom('run').select(['id', 'generation']).executeTakeFirstOrThrow();
  return `run/${run.id}/${String(run.generation)}`;
}

/** Oldest first: all but the last end by going on in the next. */
async function historiesOfRun() {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const client = new Client({ connection });
    const id = await workflowId();
    const histories = [];
    for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = '${id}'` })) {
      histories.push({ runId, startTime, history: await client.workflow.getHandle(id, runId).fetchHistory() });
    }
    return histories.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  } finally {
    await connection.close();
  }
}

/** With RECORD_HISTORY=<name> the first history is kept for the replay test: once for every released workflow. */
async function recordHistory(runId: string): Promise<void> {
  const name = process.env['RECORD_HISTORY'];
  if (name === undefined) return;
  const cli = await findTemporalCli(usualSources(projectRoot), () => undefined);
  const { stdout } = await promisify(execFile)(
    cli,
    [
      'workflow',
      'show',
      '--workflow-id',
      await workflowId(),
      '--run-id',
      runId,
      '--address',
      temporal.address,
      '--output',
      'json',
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  await writeFile(new URL(`histories/${name}-continued.json`, import.meta.url), stdout);
}
