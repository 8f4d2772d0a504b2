import fc from 'fast-check';

/** Text of one random SOP that compiles: waits, branches, splits, fallbacks, a way out. Every message says its own name. */
export function sopText(name: string): fc.Arbitrary<string> {
  return fc
    .record({
      quiet: fc.boolean(),
      when: fc.constantFrom(
        '当 关注',
        '当 关注',
        '当 曾经 关注 且 评论数 >= 1',
        '当 曾经 关注 且 2天内 没有 进入直播间',
        '当 进入分群 "常客"',
        '当 关注 或 离开分群 "常客"',
        '当 关注 或 开播',
        '当 关注 或 每逢 预计复购日 1天前 10:00',
      ),
      reentry: fc.constantFrom('每人一次', '每人一次', '每人每1天一次'),
      limit: fc.constantFrom('', '限发 2条 每2天', '限发 5条 每7天'),
      leave: fc.constantFrom(
        '',
        '一旦 支付 就离开',
        '一旦 支付 就离开 { 打标签 "已买" 发私信 "谢谢" }',
        '一旦 有标签 "t2" 就离开',
        '一旦 积分 >= 8 就离开 { 打标签 "积分走" }',
        '一旦 评论 就离开 { 打标签 "评论走" }\n  一旦 支付 就离开 { 打标签 "支付走" }',
        '一旦 支付 且 有标签 "t1" 就离开 { 打标签 "支付走" }\n  一旦 评论 或 有标签 "t2" 就离开 { 打标签 "评论走" }',
      ),
      expire: fc.constantFrom('', '', '最长 3天', '最长 2天 { 打标签 "到期" }'),
      parts: fc.array(part, { minLength: 1, maxLength: 5 }),
    })
    .map(({ quiet, when, reentry, limit, leave, expire, parts }) => {
      const heads = [when, reentry, quiet ? '免打扰 22:00-09:00' : '', limit, expire, leave];
      return `${DEFINITIONS}\n流程 "${name}" {\n  ${[...heads, ...numbered(parts)].filter(Boolean).join('\n  ')}\n}`;
    });
}

const DEFINITIONS = `优惠券 "礼券" 减10元 有效7天\n分群 "常客" 当 2天内 评论`;

/** `第N天` has to rise and every name to be its own: both are given once the parts are known. */
function numbered(parts: string[]): string[] {
  let day = -1;
  let no = 0;
  return parts.map((text) => text.replaceAll('§day', () => String((day += 1))).replaceAll('§', () => String(++no)));
}

const condition = fc.constantFrom(
  '有标签 "t1"',
  '没有标签 "t2"',
  '进入后 评论 至少2次',
  '曾经 进入直播间',
  '今天 评论',
  '积分 >= 5',
  '会员等级 = "VIP"',
  '字段 "灯牌" >= 3',
  '属于分群 "常客"',
);

const act: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constant('发私信 "消息§"') },
  { weight: 1, arbitrary: fc.constant('发短信 "短信§" 未送达 { 打标签 "没手机" 发私信 "改发§" }') },
  { weight: 1, arbitrary: fc.constantFrom('发券 "礼券"', '发券 "礼券" 发私信 "还有{券.剩余天数}天§"') },
  { weight: 2, arbitrary: fc.constantFrom('打标签 "t1"', '打标签 "t2"', '打标签 "t3"', '去标签 "t1"') },
  { weight: 1, arbitrary: fc.constant('任务 "任务§" 给 负责人 期限 1天') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '任务 "任务§" 给 负责人 期限 2小时 { 逾期 { 打标签 "t3" } 逾期 1天 { 去标签 "t3" 任务 "补§" 给 店长 期限 1天 } }',
      '任务 "任务§" 给 客服 期限 3工作小时 { 逾期 1工作小时 { 打标签 "晚了" } }',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '加积分 5分',
      '升级到 "VIP"',
      '设 会员等级 = "银"',
      '设 字段 "灯牌" = 购买次数 + 2',
      '设 生日 = 今天 + 2天',
      '停止流程 "没有"',
      '提醒 店长 "看看"',
    ),
  },
);

const acts = fc.array(act, { minLength: 1, maxLength: 2 }).map((list) => list.join(' '));

const choice: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(condition, acts, acts).map(([if_, a, b]) => `如果 ${if_} { ${a} } 否则 { ${b} }`),
  fc.tuple(condition, acts).map(([if_, a]) => `如果 ${if_} { ${a} }`),
  fc.tuple(acts, acts).map(([a, b]) => `分流 "分§" { "甲" 50% { ${a} } "乙" 50% { ${b} } }`),
  fc.tuple(condition, acts).map(([if_, a]) => `如果 ${if_} { ${a} 等待2小时 }`),
  acts,
);

const part: fc.Arbitrary<string> = fc.oneof(
  choice.map((steps) => `等到 开播 ${steps}`),
  fc.tuple(fc.constantFrom('', ' 10:00', ' 23:30'), choice).map(([time, steps]) => `第§day天${time} { ${steps} }`),
  fc.tuple(fc.constantFrom('1分钟', '3小时', '1天'), choice).map(([time, steps]) => `等待${time} ${steps}`),
  fc
    .tuple(fc.constantFrom('等到 20:00', '等到 周三 09:00', '等到 预计复购日 1天前 10:00', '等到 2天后 08:00'), choice)
    .map(([till, steps]) => `${till} ${steps}`),
  fc
    .tuple(fc.constantFrom('2小时', '1天'), fc.constantFrom('评论', '评论 或 进入直播间', '有标签 "t3"'), acts, acts)
    .map(([time, until, a, b]) => `最多等${time} 直到 ${until} 等到了 { ${a} } 没等到 { ${b} }`),
  choice,
);

/** What one fan does, in minutes after the beginning; half a minute off, so that nothing meets a timer. */
export interface Doing {
  minute: number;
  type: string;
  /** Something else of which one learns only together with this: it happened ten seconds before, or after. */
  beside?: { type: string; seconds: number } | undefined;
}

/** When broadcasts begin, in minutes: after everybody has followed, and when nobody does anything. */
export const broadcasts: fc.Arbitrary<number[]> = fc.subarray([805, 2205, 3605]);

/** Fans share their minutes of entry, so that they share lanes. */
export const fanDoings: fc.Arbitrary<Doing[]> = fc
  .record({
    follow: fc.constantFrom(0, 0, 30, 600),
    more: fc.array(
      fc.record({
        minute: fc.constantFrom(1, 31, 90, 200, 700, 1500, 2000, 3000, 4500),
        type: fc.constantFrom('live.comment', 'live.comment', 'live.enter', 'order.pay'),
        beside: fc.option(
          fc.record({ type: fc.constantFrom('live.comment', 'order.pay'), seconds: fc.constantFrom(-10, 10) }),
          { nil: undefined },
        ),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ follow, more }) => [
    { minute: follow, type: 'follow' },
    ...more.map((doing) => ({ ...doing, minute: doing.minute + follow })).sort((a, b) => a.minute - b.minute),
  ]);
