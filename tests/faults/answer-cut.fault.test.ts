import { afterEach, describe, expect, it } from 'vitest';
import { FaultKit } from './fault-kit.js';
import type { Manner } from './fake-provider.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';

let kit: FaultKit;
afterEach(() => kit.dispose());

const CUTS: { cut: string; manner: Manner }[] = [
  { cut: 'before the answer', manner: { takes: true, status: null } },
  { cut: 'after the status 200', manner: { takes: true, status: 200, cut: true } },
];

describe.each(CUTS)('a provider takes the message and the connection is cut $cut', ({ manner }) => {
  it.each([{ honoursKeys: true }, { honoursKeys: false }])(
    'the fan gets it once (honours keys: $honoursKeys)',
    async ({ honoursKeys }) => {
      kit = await FaultKit.create({ honoursKeys, speed: 1 });
      kit.provider.manner = manner;
      await kit.engine.publish('流程 "欢迎" { 当 关注 每人一次 发私信 "欢迎" }');
      await kit.startWorker();
      const fans = await kit.follow(20);
      await until(() => kit.provider.calls.length >= 20);
      kit.provider.manner = { takes: true, status: 200 };

      await kit.finished(20);
      await expectEachOnce(kit, fans, ['欢迎']);
      const statuses = new Set((await kit.statuses()).values());
      for (const status of statuses) expect(honoursKeys ? ['sent'] : ['sent', 'unknown']).toContain(status);
    },
  );
});
