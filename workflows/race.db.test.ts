import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from './channels/sandbox.js';
import { takeLeases } from './dispatch/lease.js';
import { wake } from './dispatch/wake.js';
import { SHOP_SHARD } from '@fanloom/server/event/shard.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { runActivities } from './activities/run-activities.js';
import { at, EngineKit } from './testing/engine-kit.js';
import { deliver } from './testing/deliver.js';
import { RaceDatabase } from './testing/race.js';

const SOP = `流程 "赛跑" {
  当 关注
  每人一次
  限发 3条 每7天
  一旦 支付 就离开 { 打标签 "已买" }
  第0天 { 发私信 "第一条" }
  第1天 10:00 { 发私信 "第二条" }
  最多等2天 直到 评论
    等到了 { 打标签 "评论了" 发私信 "谢谢评论" }
    没等到 { 发私信 "还在吗" }
}`;

/** Everything that moves fans, each as one call on a database that can be held anywhere. */
const movers: Record<string, (kit: EngineKit) => (db: Db) => Promise<unknown>> = {
  act: (kit) => async (db) => {
    for (const { id } of await kit.db.selectFrom('run').select('id').execute()) {
      const load = await runActivities(kit.db).load({ run: id, generation: 1 });
      const due = Object.entries(load.change.lanes).flatMap(([no, lane]) =>
        lane ? [{ no: Number(no), seq: lane.seq }] : [],
      );
      const command = load.command + 1;
      await runActivities(db).act({ run: id, generation: 1, command, collect: true, due, unarmed: [], kind: 'act' });
    }
  },
  wake: (kit) => async (db) => {
    await wake(db, await takeLeases(kit.db, 'test', SHOP_SHARD + 1));
  },
  deliver: (kit) => (db) => deliver(db, { of: async () => sandbox(kit.db) }),
};

describe.each(['wake', 'act', 'deliver'])('an event at every moment of %s', (mover) => {
  let kit: EngineKit;
  let race: RaceDatabase;
  let impatient: Db;
  let no = 0;
  let clock: number;
  beforeEach(async () => {
    clock = at('2026-11-23 10:00').getTime();
    kit = await EngineKit.create(new Date(clock));
    race = new RaceDatabase(kit.url);
    impatient = openDatabase(kit.url, { connections: 1 });
    await kit.publish(SOP);
  });
  afterEach(async () => {
    await race.db.destroy();
    await impatient.destroy();
    await kit.dispose();
  });

  /** A fan has entered; what moves is held at the moment while the fan pays. */
  async function payAt(statement: number, leaveOut: string[] = []): Promise<{ statements: number; wrong: string[] }> {
    const nick = `粉丝${String(++no)}`;
    const fan = await kit.happen(nick, 'follow');
    if (mover !== 'wake') await kit.dispatch();
    if (mover === 'deliver') await kit.driveRuns();
    let before = 0;
    let paid = false;
    const pay = async () => {
      paid = true;
      before = (await kit.sent()).filter((message) => message.fan === fan).length;
      await kit.setClock(new Date((clock += 1000)));
      await kit.happen(nick, 'order.pay', { amount: 9900, order: nick });
      await wakeUnlessLocked();
    };
    const move = movers[mover];
    if (!move) throw new Error(mover);
    const statements = await race.run({ at: statement, meanwhile: pay, leaveOut }, move(kit));
    if (!paid) return { statements, wrong: [] };
    const handedOver = mover === 'deliver' && judgedBefore(race, statement);
    // With a guard left out nothing may put it right afterwards either.
    await race.run({ leaveOut }, (db) => deliver(db, { of: async () => sandbox(kit.db) }));
    await kit.settle();
    const wrong = [];
    const after = (await kit.sent()).filter((message) => message.fan === fan).length;
    if (after > before && !handedOver) wrong.push('message after exit');
    if (after > 1) wrong.push('twice');
    const [enrolment] = await kit.enrolments(fan);
    if (enrolment?.state !== 'left') wrong.push(`lost exit (${String(enrolment?.state)})`);
    if (!(await kit.tagsOf(fan)).includes('已买')) wrong.push('no leave block');
    return { statements, wrong };
  }

  /** A dispatcher that meets a row which is being handed over waits for it; here it comes back later. */
  async function wakeUnlessLocked(): Promise<void> {
    await sql`set lock_timeout = '100ms'`.execute(impatient);
    await wake(impatient, await takeLeases(impatient, 'test', SHOP_SHARD + 1)).catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError && error.code === '55P03')) throw error;
    });
  }

  /** The message was judged before the payment was there: it is being handed over. */
  function judgedBefore({ statements }: RaceDatabase, statement: number): boolean {
    const judged = statements.findIndex((text) => text.includes('/* judge */'));
    return judged < 0 || statement > judged;
  }

  async function everyMoment(leaveOut: string[] = []): Promise<string[]> {
    const wrong: string[] = [];
    for (let statement = 0; ; statement++) {
      const result = await payAt(statement, leaveOut);
      wrong.push(...result.wrong.map((what) => `${what} before statement ${String(statement)}`));
      if (statement >= result.statements) return wrong;
    }
  }

  it('finds no message after exit, no lost exit, and none twice', async () => {
    expect(await everyMoment()).toEqual([]);
  });

  it('finds messages after exit when the guards are left out', async () => {
    const wrong = await everyMoment(['guard', 'judge']);
    expect(wrong.filter((what) => what.startsWith('message after exit')).length).toBeGreaterThan(0);
  });
});
