import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';

let kit: FaultKit;
afterEach(() => kit.dispose());

/** No message can be planned for this fan: the statement raises, and quotes what nobody may read. */
async function poison(fan: string): Promise<void> {
  await sql`
    create function poison() returns trigger language plpgsql as $$
    begin raise exception 'secret of %', new.fan_id; end $$`.execute(kit.engine.db);
  await sql`
    create constraint trigger poison after insert on effect for each row
    when (new.fan_id = ${sql.lit(fan)}) execute function poison()`.execute(kit.engine.db);
}

interface Problem {
  code: string;
  sqlstate: string;
  step: string;
  attempts: number;
}

async function parked(): Promise<Problem[]> {
  const { rows } = await sql<{ problem: Problem }>`select problem from lane where phase = 'parked'`.execute(
    kit.engine.db,
  );
  return rows.map((row) => row.problem);
}

/** Whether the run has nothing to do but wait. */
async function asleep(): Promise<boolean> {
  const { rows } = await sql`
    select from run where not rung and result -> 'lanes' <> '{}'
      and not jsonb_path_exists(result, '$.lanes.* ? (@.armed == false)')`.execute(kit.engine.db);
  return rows.length > 0 && (await kit.count('lane', sql`phase = 'waiting'`)) > 0;
}

it('a step that fails is parked with its reason after bounded retries, while other SOPs go on', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: 5 });
  await kit.engine.publish(`
    流程 "有毒" { 当 进入直播间 每人一次 发私信 "直播开始了" }
    流程 "欢迎" { 当 关注 每人一次 发私信 "欢迎" }`);
  const [fan] = await kit.follow(1);
  if (fan === undefined) throw new Error('One fan was asked for');
  await kit.startWorker();
  await kit.finished(1);
  await poison(fan);
  const nick = await kit.engine.db.selectFrom('fan').select('nick').where('id', '=', fan).executeTakeFirstOrThrow();
  await kit.engine.happen(nick.nick ?? '', 'live.enter');

  await until(async () => (await kit.count('lane', sql`attempts > 0`)) === 1);
  const others = await kit.follow(100);
  await until(async () => kit.provider.ledger.length === 101);
  expect(await parked()).toEqual([]);

  await until(async () => (await parked()).length === 1);
  const [problem] = await parked();
  expect(problem).toMatchObject({ code: 'ENGINE_STEP_FAILED', sqlstate: 'P0001', attempts: 5 });
  expect(JSON.stringify(problem)).not.toContain('secret');
  await expectEachOnce(kit, [fan, ...others], ['欢迎']);
});

it('so is a step of a block that runs on leaving, while others of the run wait', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: 100 });
  await kit.engine.publish(`流程 "早退" {
    当 关注
    每人一次
    一旦 进入直播间 就离开 { 发私信 "谢谢" }
    等待30天
    发私信 "还记得我们吗"
  }`);
  const nick = '走的人';
  const fan = await kit.engine.happen(nick, 'follow');
  await kit.follow(20);
  await poison(fan);
  await kit.startWorker();
  await until(asleep);

  await kit.engine.happen(nick, 'live.enter');
  await until(async () => (await parked()).length === 1);
  expect(await parked()).toMatchObject([{ code: 'ENGINE_STEP_FAILED', sqlstate: 'P0001', attempts: 5 }]);
  expect(await kit.count('enrolment', sql`state = 'active'`)).toBe(20);
});
