import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome, OutgoingMessage, Provider } from '@fanloom/workflows/channels/provider.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
  await kit.publish('流程 "甲" { 当 关注 每人一次 发私信 "a" 未送达 { 打标签 "没送到" } 打标签 "后" 等待1小时 }');
});
afterEach(() => kit.dispose());

/** A channel that says what has become of a message when it is told to. */
class SlowProvider implements Provider {
  readonly name = 'slow';
  readonly honoursKeys = true;
  readonly atOnce = 10;
  outcome: Outcome = { kind: 'later' };

  async deliver(messages: readonly OutgoingMessage[]): Promise<Map<string, Outcome>> {
    return new Map(messages.map(({ id }) => [id, this.outcome]));
  }
}

const statuses = async () => (await kit.db.selectFrom('effect').select('status').execute()).map((row) => row.status);

describe('未送达', () => {
  it.each([
    ['runs when the channel reports failure within its receipt time', '2026-11-20 12:05', ['后', '没送到']],
    ['a receipt after that corrects the record, not the path', '2026-11-20 12:11', ['后']],
  ])('%s', async (_, when, tags) => {
    const provider = new SlowProvider();
    const providers = { of: async () => provider };
    const fan = await kit.happen('小鱼', 'follow');
    await kit.dispatch();
    await kit.driveRuns();
    await kit.deliver(providers);
    expect(await kit.tagsOf(fan)).toEqual([]);
    await kit.setClock(at(when));
    await kit.driveRuns();
    provider.outcome = { kind: 'failed', reason: 'blocked' };
    await kit.settle(providers);
    expect(await statuses()).toEqual(['failed']);
    expect(await kit.tagsOf(fan)).toEqual(tags);
  });
});
