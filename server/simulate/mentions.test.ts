import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { expect, it } from 'vitest';
import { mentionsOf } from './mentions.js';

const DAY = 86_400;
const consent = ['consent.change', 'follow', 'optout', 'unfollow'];

function mentions(text: string) {
  const { file } = parse(`流程 "a" { ${text} }`);
  const [sop] = file.definitions;
  const { program = null } = sop?.kind === 'sop' ? compile(sop, createContext([file], UNKNOWN_CATALOGUE)) : {};
  if (!program) throw new Error('It does not compile');
  const { events, reach, driven } = mentionsOf(program);
  return { events: [...events].filter((type) => !consent.includes(type)).sort(), reach, driven };
}

it.each([
  ['当 支付 每人一次 打标签 "b"', { events: ['order.pay'], reach: 0, driven: false }],
  ['当 关注 且 30天内没有支付 每人一次 打标签 "b"', { events: ['order.pay'], reach: 31 * DAY, driven: false }],
  ['当 关注 且 从未支付 每人一次 打标签 "b"', { events: ['order.pay'], reach: null, driven: false }],
  ['当 首次评论 每人一次 打标签 "b"', { events: ['live.comment'], reach: null, driven: false }],
  ['当 关注 且 购买次数 > 2 每人一次 打标签 "b"', { events: ['order.pay'], reach: null, driven: true }],
  ['当 关注 每人一次 发私信 "来了{粉丝.进入直播间次数}次"', { events: ['live.enter'], reach: null, driven: true }],
  ['当 关注 每人一次 发私信 "{粉丝.昵称|亲}"', { events: [], reach: 0, driven: false }],
  [
    '当 关注 每人一次 目标 支付 7天内 一旦 退款 就离开 最多等3天 直到 点击商品',
    { events: ['order.pay', 'order.refund', 'product.click'], reach: 0, driven: false },
  ],
])('knows what %s looks at', (text, expected) => {
  expect(mentions(text)).toEqual(expected);
});
