import { expect, it } from 'vitest';
import type { FanEvent } from '../condition/facts.js';
import { DAY, instantAt, parseDay } from '../core/zone.js';
import { NEW_FAN, withConsent } from './fan-state.js';
import { NEW_SHOP } from './options.js';
import { simulate } from './simulate.js';
import { runText } from './testing/run-text.js';

const { programs } = runText(`流程 "甲" {
  当 关注 或 (每天 12:00 且 30天内 支付)
  每人每7天一次
  第2天 10:00 { 发私信 "a" }
}`);
const from = instantAt(parseDay('2025-03-03') ?? 0, 0, NEW_SHOP.zone);
const event = (type: string, happenedAt: number): FanEvent => ({ type, happenedAt, properties: {} });

it('gives the dated story of one fan, to the end of every stay', () => {
  const [program] = programs;
  if (!program) throw new Error('not compiled');
  const fan = withConsent({ ...NEW_FAN, id: '小鱼' }, ['private_message'], true);
  const events = [event('follow', from + 60_000), event('order.pay', from + 6 * DAY)];
  const trace = simulate(program, fan, events, { from, until: from + 8 * DAY }, NEW_SHOP);
  const story = trace.flatMap(({ at, kind }) =>
    kind === 'reached' || kind === 'waits' ? [] : [[(at - from) / DAY, kind]],
  );
  expect(story).toEqual([
    [1 / 1440, 'entered'],
    [2 + 10 / 24, 'sent'],
    [2 + 10 / 24, 'finished'],
    [6.5, 'refused'],
    [7.5, 'entered'],
    [9 + 10 / 24, 'sent'],
    [9 + 10 / 24, 'finished'],
  ]);
});
