import { sql } from 'kysely';
import { at, type EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

const SOPS = `
流程 "三封" {
  当 关注
  每人一次
  免打扰 22:00-09:00
  一旦 支付 就离开 { 打标签 "首购粉" }
  第0天 { 发私信 "欢迎" }
  第1天 10:00 { 发私信 "第一天" }
  第3天 { 发私信 "第三天" }
}
流程 "等直播" {
  当 关注
  每人一次
  最多等2天 直到 进入直播间
    等到了 { 发私信 "来了" }
    没等到 { 发私信 "没来" }
}
流程 "停着" { 当 关注 每人一次 等待1小时 发私信 "继续" }`;

/**
 * What happens before the upgrade: when it comes, fans stand at a wait for a time, at a wait for an event, in a paused SOP and
 * behind quiet hours; one message was being handed over by a worker that is gone, one waits, and one fact nobody has handled.
 */
export async function beforeUpgrade(kit: EngineKit): Promise<void> {
  await kit.publish(SOPS);
  await kit.happenTo(['小鱼', '小虾'], 'follow');
  await kit.settle();
  await kit.db.updateTable('sop').set({ gate: 'paused' }).where('name', '=', '停着').execute();
  await kit.goTo(at('2026-11-23 23:00'));
  await kit.happen('夜猫', 'follow');
  await kit.goTo(at('2026-11-24 09:59'));
  await kit.setClock(at('2026-11-24 10:00'));
  await kit.driveRuns();
  await sql`
    update effect set status = 'sending', body = '第一天', attempt = 1, lease_until = '-infinity'
    where id = (select x.id from effect x join fan f on f.id = x.fan_id
      where x.status = 'planned' and f.nick = '小鱼')`.execute(kit.db);
  await kit.happen('小虾', 'order.pay', { amount: 9900, order: '1' });
}

/** What happens after it, to the end of every SOP. */
export async function afterUpgrade(kit: EngineKit): Promise<void> {
  await kit.settle();
  await kit.tell([{ nick: '夜猫', type: 'live.enter', key: 'after', properties: { session: '晚场' } }]);
  await kit.db.updateTable('sop').set({ gate: 'open' }).where('name', '=', '停着').execute();
  await kit.goTo(at('2026-11-28 10:00'));
}

/** The messages that each fan gets, before and after. 小虾 has paid before the second was handed over; 夜猫
 * came when the last SOP was paused. */
export const STORY: Record<string, string[]> = {
  小鱼: ['欢迎', '没来', '第一天', '第三天', '继续'],
  小虾: ['欢迎', '没来', '继续'],
  夜猫: ['欢迎', '来了', '第一天', '第三天'],
};

/** The messages that each fan got, in the order of their texts. */
export async function told(kit: EngineKit): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ nick: string; bodies: string[] }>`
    select f.nick, array_agg(m.body order by m.body collate "C") as bodies
    from sandbox_message m join fan f on f.id = m.fan_id group by 1`.execute(kit.db);
  return Object.fromEntries(rows.map(({ nick, bodies }) => [nick, bodies]));
}
