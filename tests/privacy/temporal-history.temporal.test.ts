import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { beatClock, startSimulatedClock } from '@fanloom/server/clock/clock.js';
import { startTestTemporal, type TestTemporal } from '@fanloom/server/testing/temporal.js';
import type { Engine } from '@fanloom/workflows/engine-process.js';
import { startTestEngine } from '@fanloom/workflows/testing/start-engine.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';
import { bundleWorkflows } from '@fanloom/workflows/workflow/bundle.js';

/** A day in two seconds. */
const SPEED = 43_200;
const nicks = ['云朵棉花糖', '雨后小彩虹', '半夏微凉'];
const comment = '我家宝宝叫豆豆';

let temporal: TestTemporal;
let kit: EngineKit;
let engine: Engine;
let heart: NodeJS.Timeout;
let log = '';

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const [server, code] = await Promise.all([startTestTemporal(), bundleWorkflows()]);
  temporal = server;
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await startSimulatedClock(kit.db, SPEED, at('2026-11-23 10:00'));
  heart = setInterval(() => void beatClock(kit.db), 500);
  await kit.publish(`流程 "跟进" {
    当 评论
    每人一次
    第0天 { 发私信 "{粉丝.昵称|亲}，看到您说：{本次.内容|…}" 任务 "回复" 给 店长 期限2小时 说明 "{粉丝.昵称|亲}：{本次.内容|…}" }
    第1天 20:00 { 发私信 "{粉丝.昵称|亲}，还记得我们吗" 打标签 "走完了" }
  }`);
  engine = await startTestEngine(
    kit,
    temporal,
    code,
    SPEED,
    pino({ level: 'trace' }, { write: (line) => void (log += line) }),
  );
});

afterAll(async () => {
  clearInterval(heart);
  await engine.stop();
  await kit.dispose();
  await temporal.stop();
});

it('neither the history of a run nor the log of the worker names a fan or says what one wrote', async () => {
  await kit.happenTo(nicks, 'consent.change', { channel: 'private_message', granted: true });
  await kit.happenTo(nicks, 'live.comment', { text: comment });
  const bodies = async () =>
    (await kit.db.selectFrom('sandbox_message').select('body').execute()).map(({ body }) => body);
  await vi.waitFor(async () => expect(await bodies()).toHaveLength(6), { timeout: 60_000, interval: 100 });
  // The words were there to be found: they went out to the fans.
  for (const word of [...nicks, comment]) expect((await bodies()).join()).toContain(word);

  const { id } = await kit.db.selectFrom('run').select('id').executeTakeFirstOrThrow();
  const told = await histories();
  expect(told).toContain(id);
  for (const word of [...nicks, comment]) {
    expect(told).not.toContain(word);
    expect(log).not.toContain(word);
  }
});

/** Everything that Temporal keeps of all runs: payloads, headers, memos and failures, as text. */
async function histories(): Promise<string> {
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection });
  let text = '';
  try {
    for await (const run of client.workflow.list()) {
      const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
      text += JSON.stringify(history, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
      );
    }
  } finally {
    await connection.close();
  }
  return text;
}
