import { afterEach, beforeEach, expect, it } from 'vitest';
import { turnGate } from '@fanloom/server/sop/gate.js';
import { at, EngineKit } from './engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});
afterEach(() => kit.dispose());

it('moves the clock past what is due in a paused SOP', async () => {
  const sops = await kit.publish('流程 "甲" { 当 关注 每人一次 发私信 "一" 等待1天 发私信 "二" }');
  await kit.happen('小鱼', 'follow');
  await kit.hear();
  await kit.db.transaction().execute((tx) => turnGate(tx, sops.get('甲') ?? '', 'paused'));
  await kit.goTo(at('2026-11-25 10:00'));
  expect(await kit.sent()).toEqual([]);
});
