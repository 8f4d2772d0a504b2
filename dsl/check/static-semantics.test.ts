import { describe, expect, test } from 'vitest';
import { codes, sop, SHOP } from './testing/shop.js';

/*
 * Every row of the static semantics: what is refused, and beside it what is not. A case is a text and the codes it
 * gives, in the order of the text.
 */

type Case = [row: string, text: string, codes: string[]];

const onlyIf = (condition: string) => sop(`如果 ${condition} { 结束 }`);
const when = (condition: string, reentry = '每人一次') => sop('结束', `当 ${condition}\n  ${reentry}`);
const leave = (condition: string) => sop('结束', `当 关注\n  每人一次\n  一旦 ${condition} 就离开`);
const until = (condition: string) => sop(`最多等3天 直到 ${condition}`);
const segment = (condition: string) => `分群 "a" 当 ${condition}`;
const head = (clause: string, body = '结束') => sop(body, `当 关注\n  每人一次\n  ${clause}`);
const testOf = (lines: string, body = '结束') => `${sop(body)}\n测试 "t" { ${lines} }`;

function rows(cases: Case[]): void {
  test.each(cases)('%s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
}

describe('types', () => {
  rows([
    ['a number against money needs a unit', onlyIf('客单价 > 200'), ['SOP301']],
    ['a number against a length of time needs a unit', onlyIf('累计观看时长 > 60'), ['SOP301']],
    ['a number against a percentage needs a sign', onlyIf('退货率 > 30'), ['SOP301']],
    ['money against a length of time', onlyIf('客单价 > 3天'), ['SOP305']],
    ['a text against a number', onlyIf('昵称 = 3'), ['SOP305']],
    ['a choice outside its closed list', onlyIf('会员等级 = "VPI"'), ['SOP201']],
    ['a value tier outside its closed list', onlyIf('价值层级 = "重要"'), ['SOP201']],
    ['a choice in its closed list', onlyIf('会员等级 = "VIP" 且 价值层级 = "重要价值"'), []],
    ['count and points are numbers', onlyIf('购买次数 >= 3次 且 积分 > 100分'), []],
    ['a date is a moment at 00:00', onlyIf('首次购买时间 >= 2025-01-01'), []],
    ['money ± money → money', onlyIf('购买金额 - 100元 > 500元'), []],
    ['money × number, money ÷ number → money', onlyIf('购买金额 * 2 / 3 > 500元'), []],
    ['money ÷ money → number', onlyIf('购买金额 / 客单价 > 3'), []],
    ['moment − moment → length of time', onlyIf('最近购买时间 - 首次购买时间 > 30天'), []],
    ['moment ± length of time → moment', onlyIf('最近购买时间 < 今天 - 30天'), []],
    ['money + number has no meaning', onlyIf('购买金额 + 5 > 500元'), ['SOP306']],
    ['moment + moment has no meaning', onlyIf('最近购买时间 + 首次购买时间 > 30天'), ['SOP306']],
    ['money × money has no meaning', onlyIf('购买金额 * 客单价 > 5元'), ['SOP306']],
    ['< needs values with an order', onlyIf('来源 > "抖音"'), ['SOP310']],
    ['member levels have an order', onlyIf('会员等级 >= "VIP"'), []],
    ['a filter on a text has no order either', onlyIf('30天内 评论(内容 > "a")'), ['SOP310']],
    ['only numbers have a total', onlyIf('30天内 评论 合计 内容 > 5'), ['SOP311']],
    ['含 is for texts and lists', onlyIf('客单价 含 "5"'), ['SOP312']],
    ['含 takes a constant', onlyIf('购买品类 含 5元'), ['SOP304']],
    ['a chain points in one direction', onlyIf('1元 < 客单价 > 5元'), ['SOP307']],
    ['working time only for tasks', sop('等待2工作日'), ['SOP308']],
    ['a filter of a property that the event lacks', onlyIf('30天内 关注(金额 > 1元)'), ['SOP211']],
    ['a filter without a unit', onlyIf('30天内 支付(金额 > 100)'), ['SOP301']],
    ['a field of the shop has its type', onlyIf('字段 "灯牌等级" > 5元'), ['SOP305']],
    ['a field that the shop does not have', onlyIf('字段 "灯牌" > 5'), ['SOP201']],
    ['设 gives a field of the shop its own type', sop('设 字段 "灯牌等级" = "高"'), ['SOP305']],
    ['a field of orders has its type in their events', onlyIf('30天内 支付(字段 "运费" > 5)'), ['SOP301']],
    ['other events may bring a field of that name', onlyIf('30天内 关注(字段 "运费" > 5)'), []],
    ['senders may add what nobody has named', onlyIf('30天内 支付(字段 "渠道码" > 5)'), []],
    ['what is set has the type of its field', sop('设 生日 = 5元'), ['SOP305']],
    ['a test gives its fan values of the right type', testOf('粉丝 { 购买金额 = 5 }'), ['SOP301']],
    ['a test event has values of the right type', testOf('第0天 支付(金额 = 99)'), ['SOP301']],
    ['a coupon takes off 1% to 100%', '优惠券 "c" 减120% 有效3天', ['SOP313']],
    ['a wait of nothing', sop('等待0天'), ['SOP314']],
    ['a limit of nothing', head('限发 0条 每7天'), ['SOP314']],
    ['counts are whole', head('限发 2.5条 每7天'), ['SOP316']],
    ['money is whole fen', onlyIf('客单价 > 0.001元'), ['SOP317']],
    ['a day of the month is one', when('每月32日 10:00 且 曾经支付'), ['SOP114']],
    ['no points', sop('加积分 0分'), ['SOP314']],
  ]);
});

describe('what may stand where', () => {
  rows([
    ['当: a bare event', when('关注'), []],
    ['当: one event in each arm of 或', when('(关注 且 R > 1) 或 评论'), []],
    ['当: two events at once', when('关注 且 评论'), ['SOP321']],
    ['当: an event that does not happen', when('不满足(关注)'), ['SOP321']],
    ['当: a state fires on becoming true', when('R > 3'), []],
    ['当: 进入后 means nothing yet', when('关注 且 进入后支付'), ['SOP324']],
    ['当: 本次 means nothing yet', when('支付 且 本次.金额 > 5元'), ['SOP324']],
    ['当: a schedule', when('每天 10:00 且 曾经支付'), []],
    ['当: entering a segment is an event', `${segment('R > 3')}\n${when('进入分群 "a"')}`, []],
    ['一旦: a bare event', leave('支付'), []],
    ['一旦: a state', leave('R > 3'), []],
    ['一旦: 进入后', leave('进入后 评论 至少 2次'), []],
    ['一旦: two events at once', leave('支付 且 评论'), ['SOP321']],
    ['一旦: an event that does not happen', leave('不满足(支付)'), ['SOP321']],
    ['一旦: no schedule', leave('每天 10:00'), ['SOP325']],
    ['直到: a bare event', until('支付'), []],
    ['直到: a state', until('有标签 "老客"'), []],
    ['直到: no schedule', until('每周一 10:00'), ['SOP325']],
    ['直到: not 手动加入', until('手动加入'), ['SOP325']],
    ['直到: two events at once', until('支付 且 评论'), ['SOP321']],
    ['如果: a bare event needs a window', onlyIf('支付'), ['SOP322']],
    ['如果: a bare 没有 needs a window', onlyIf('没有支付'), ['SOP322']],
    ['如果: 进入后 and 本次', sop('如果 进入后支付 且 本次.商品 含 "口红" { 结束 }', '当 加购\n  每人一次'), []],
    ['如果: no schedule', onlyIf('每天 10:00'), ['SOP325']],
    ['应当: a bare event needs a window', testOf('第0天 关注 应当 支付'), ['SOP322']],
    ['应当: a state', testOf('第0天 关注 应当 有标签 "老客"'), []],
    ['分群: no bare event', segment('支付'), ['SOP326']],
    ['分群: no 进入后', segment('进入后支付'), ['SOP324']],
    ['分群: no schedule', segment('每天 10:00'), ['SOP325']],
    ['标签 … 当: no bare event', '标签 "t" 当 支付', ['SOP326']],
    ['没有(A 或 B)', onlyIf('30天内没有(支付 或 评论)'), []],
    ['没有(A 且 B) is unclear', onlyIf('30天内没有(支付 且 评论)'), ['SOP323']],
    ['X 后 D内没有 Y is a trigger', when('领券后2小时内没有下单'), []],
    ['… and with a window a condition', onlyIf('7天内 加购后24小时内没有支付'), []],
    ['… and without one asks since when', onlyIf('加购后24小时内没有支付'), ['SOP322']],
  ]);
});

describe('names and scope', () => {
  const coupon = '优惠券 "c" 减1元 有效9天\n';
  rows([
    ['a name is defined once', '词库 "a" "x"\n词库 "a" "y"', ['SOP202']],
    ['kinds have namespaces of their own', `词库 "a" "x"\n${segment('R > 3')}`, []],
    ['names that differ only in width', sop('打标签 "Ａ"\n  打标签 "A"'), ['SOP203']],
    ['a segment by way of itself', '分群 "a" 当 属于分群 "b"\n分群 "b" 当 属于分群 "a"', ['SOP204', 'SOP204']],
    ['a rule tag by way of itself', '标签 "a" 当 没有标签 "a"', ['SOP204']],
    ['a segment by way of a rule tag', '分群 "a" 当 有标签 "b"\n标签 "b" 当 属于分群 "a"', ['SOP204', 'SOP204']],
    ['a rule tag is not set by hand', `标签 "t" 当 R > 3\n${sop('打标签 "t"')}`, ['SOP205']],
    ['a rule tag is not taken off by hand', `标签 "t" 当 R > 3\n${sop('去标签 "t"')}`, ['SOP205']],
    ['what follows from facts is not set', sop('设 购买次数 = 5'), ['SOP315']],
    ['who a fan is is not set', sop('设 昵称 = "x"'), ['SOP315']],
    ['an unknown tag', onlyIf('有标签 "新客"'), ['SOP201']],
    ['a tag that some SOP puts on', sop('打标签 "新客"\n  如果 有标签 "新客" { 结束 }'), []],
    ['an unknown coupon', sop('发券 "c"'), ['SOP201']],
    ['an unknown segment', onlyIf('属于分群 "b"'), ['SOP201']],
    ['an SOP that is not published and not in the folder', sop('启动流程 "y"'), ['SOP201']],
    ['an unknown score', onlyIf('评分 "s" > 5'), ['SOP201']],
    ['本次.p which the entry brings', sop('发私信 "{本次.商品}"', '当 加购\n  每人一次'), []],
    ['本次.p which one way in lacks', sop('发私信 "{本次.商品}"', '当 加购 或 关注\n  每人一次'), ['SOP219']],
    ['本次.p with a stand-in', sop('发私信 "{本次.商品|宝贝}"'), []],
    [
      '本次.p of an SOP that enters by hand',
      sop('发私信 "{本次.商品}"', '当 加购 或 手动加入\n  每人一次'),
      ['SOP219'],
    ],
    [
      '本次.p when an SOP without p starts this one',
      `${sop('发私信 "{本次.商品}"', '当 加购\n  每人一次')}\n流程 "y" { 当 关注 每人一次 启动流程 "x" }`,
      ['SOP219'],
    ],
    [
      '本次.p when it is started from a leave block whose event brings p',
      `${sop('发私信 "{本次.商品}"', '当 加购\n  每人一次')}\n流程 "y" { 当 关注 每人一次 一旦 支付 就离开 { 启动流程 "x" } 等待1天 }`,
      [],
    ],
    ['本次.p in a condition', onlyIf('本次.商品 含 "口红"'), ['SOP220']],
    ['同一K which the entry brings', sop('最多等3天 直到 回答问卷(同一工单)', '当 关闭工单\n  每人一次'), []],
    ['同一K which the entry lacks', sop('最多等3天 直到 回答问卷(同一工单)'), ['SOP212']],
    ['每个K一次 which the entry brings', when('打开报价', '每个报价一次'), []],
    ['每个K一次 which the entry lacks', when('关注', '每个报价一次'), ['SOP212']],
    ['{券} issued on every path', `${coupon}${sop('发券 "c"\n  发私信 "{券.链接}"')}`, []],
    ['{券} issued on one path only', `${coupon}${sop('如果 R > 3 { 发券 "c" }\n  发私信 "{券.链接}"')}`, ['SOP216']],
    ['{券「x」} of another coupon', `${coupon}${sop('发券 "c"\n  发私信 "{券「d」.链接}"')}`, ['SOP216']],
    ['{券} through a named text', `话术 "m" "{券.链接}"\n${sop('发私信 话术 "m"')}`, ['SOP216']],
    ['a brace that does not close', sop('发私信 "你好{粉丝.昵称"'), ['SOP221']],
    ['a brace that nothing opens', sop('发私信 "你好}"'), ['SOP221']],
    ['braces written twice', sop('发私信 "{{你好}}"'), []],
    ['{问卷} without a survey', sop('发私信 "{问卷.链接}"'), ['SOP218']],
    ['{问卷} with one', sop('发私信 "{问卷.链接}" 附问卷 "s"'), []],
    ['a named text without words for the channel', `话术 "m" { 短信 "a" }\n${sop('发私信 话术 "m"')}`, ['SOP217']],
  ]);

  test('a field that may have no value', () => {
    expect(codes(sop('发私信 "{粉丝.昵称}"'))).toEqual(['SOP215']);
    expect(codes(sop('发私信 "{粉丝.昵称|亲}"'))).toEqual([]);
    expect(codes(sop('发私信 "{粉丝.购买次数}"'))).toEqual([]);
  });

  test('a text that the shop approved has holes as well', () => {
    const texts = { m: { private_message: '{券.链接}' }, n: { sms: 'a' } };
    expect(codes(sop('发私信 话术 "m"'), { ...SHOP, texts })).toEqual(['SOP216']);
    expect(codes(sop('发私信 话术 "n"'), { ...SHOP, texts })).toEqual(['SOP217']);
  });
});

describe('time', () => {
  const days = (...all: string[]) => sop(all.join('\n  '));
  const coupon = (days: number) => `优惠券 "c" 减1元 有效${days}天\n`;
  rows([
    ['T1 days rise', days('第3天 { 打标签 "a" }', '第1天 { 打标签 "b" }'), ['SOP401']],
    ['T1 a day does not stand twice', days('第3天 { 打标签 "a" }', '第3天 { 打标签 "b" }'), ['SOP401']],
    [
      'T1 along every path',
      days('如果 R > 1 { 第5天 { 打标签 "a" } } 否则 { 第2天 { 打标签 "b" } }', '第4天 { 打标签 "c" }'),
      ['SOP401'],
    ],
    [
      'T1 arms do not disturb each other',
      days('如果 R > 1 { 第5天 { 打标签 "a" } } 否则 { 第2天 { 打标签 "b" } }'),
      [],
    ],
    ['T1 not inside another day', days('第0天 { 第2天 { 打标签 "a" } }'), ['SOP406']],
    ['T1 not inside 一旦', head('一旦 支付 就离开 { 第2天 { 打标签 "a" } }'), ['SOP406']],
    ['T1 not inside 最长', head('最长 9天 { 第2天 { 打标签 "a" } }'), ['SOP406']],
    ['T1 not inside 逾期', sop('任务 "a" 给 负责人 期限 1天 { 逾期 { 第2天 { 打标签 "a" } } }'), ['SOP406']],
    ['T2 a day that is over', days('等待5天', '第3天 { 打标签 "a" }'), ['SOP402']],
    ['T2 a day that may be over', days('最多等5天 直到 支付', '第3天 { 打标签 "a" }'), ['SOP403']],
    ['T2 等到 T takes up to 24 hours', days('等到 20:00', '第1天 { 打标签 "a" }'), []],
    ['T2 k天后 T takes up to k + 1 days', days('等到3天后10:00', '第3天 { 打标签 "a" }'), ['SOP403']],
    [
      'T2 等到了 comes at any time, 没等到 at the end',
      days('最多等5天 直到 支付 没等到 { 第3天 { 打标签 "a" } }'),
      ['SOP402'],
    ],
    [
      'T2 quiet hours hold a send',
      head('免打扰 22:00-21:00', '发私信 "a"\n  发私信 "b"\n  第1天 { 打标签 "a" }'),
      ['SOP403'],
    ],
    ['T3 a day in quiet hours', days('第2天 23:00 { 发私信 "a" }'), ['SOP405']],
    ['T3 等到 in quiet hours', days('等到 23:00', '发私信 "a"'), ['SOP405']],
    ['T3 outside 仅在', head('仅在 10:00-18:00', '第2天 20:00 { 发私信 "a" }'), ['SOP405']],
    ['T3 only messages are held', days('第2天 23:00 { 打标签 "a" }'), []],
    [
      'T4 a coupon that has ended',
      coupon(3) + days('第0天 { 发券 "c" }', '第7天 { 发私信 "{券.剩余天数}" }'),
      ['SOP404'],
    ],
    ['T4 a coupon on its last day', coupon(7) + days('第0天 { 发券 "c" }', '第7天 { 发私信 "{券.剩余天数}" }'), []],
    [
      'T4 a coupon that ended for some',
      coupon(3) + days('发券 "c"', '最多等9天 直到 支付', '发私信 "{券.链接}"'),
      ['SOP414'],
    ],
    [
      'T4 counts from issue, not from entry',
      coupon(3) + days('最多等9天 直到 支付', '发券 "c"', '等待1天', '发私信 "{券.链接}"'),
      [],
    ],
    ['T5 after the end', head('最长 7天', '第9天 { 打标签 "a" }'), ['SOP407']],
    ['T5 before the end', head('最长 7天', '第5天 { 打标签 "a" }'), []],
    ['T6 more sends than the limit', head('限发 1条 每7天', '发私信 "a"\n  第3天 { 发私信 "b" }'), ['SOP601']],
    [
      'T6 a limit on one channel counts only that',
      head('限发 弹窗 1条 每7天', '发私信 "a"\n  第3天 { 发私信 "b" }'),
      [],
    ],
    ['T6 far enough apart', head('限发 1条 每2天', '发私信 "a"\n  第5天 { 发私信 "b" }'), []],
    ['T7 等待 ≤ 365 days', days('等待366天'), ['SOP408']],
    ['T7 最多等 ≤ 90 days', days('最多等91天 直到 支付'), ['SOP408']],
    ['T7 第N天 ≤ 365', days('第366天 { 打标签 "a" }'), ['SOP408']],
    ['T7 等到 开播 needs 最长', days('等到 开播'), ['SOP415']],
    ['T7 等到 生日 needs 最长', days('等到 生日 10:00'), ['SOP415']],
    ['T7 等到 开播 with 最长', head('最长 30天', '等到 开播'), []],
    ['T8 no wait in 一旦', head('一旦 支付 就离开 { 等待1天 }'), ['SOP409']],
    ['T8 no wait in 最长', head('最长 9天 { 最多等1天 直到 支付 }'), ['SOP409']],
    ['T8 no wait in 逾期', sop('任务 "a" 给 负责人 期限 1天 { 逾期 { 等待1天 } }'), ['SOP409']],
    ['T8 逾期 sends nothing to fans', sop('任务 "a" 给 负责人 期限 1天 { 逾期 { 发私信 "a" } }'), ['SOP507']],
    [
      'T8 逾期 does what staff see',
      sop(
        '任务 "a" 给 负责人 期限 1天 { 逾期 { 提醒 店长 "a" 转交 店长 打标签 "b" 去标签 "b" 任务 "c" 给 店长 期限 1天 } }',
      ),
      [],
    ],
    ['T9 a re-entry period shorter than the stay', sop('等待10天', '当 关注\n  每人每7天一次'), ['SOP513']],
    ['T9 … unless 最长 ends it', sop('最多等10天 直到 支付\n  打标签 "a"', '当 关注\n  每人每7天一次\n  最长 7天'), []],
    ['T9 again on a bare condition is fine', when('R > 3', '可再次进入'), []],
    ['T9 again on a schedule takes everyone at every tick', when('每天 10:00 且 曾经支付', '可再次进入'), ['SOP506']],
    ['T9 again on a date field is fine', when('每逢 生日 10:00', '可再次进入'), []],
    ['T11 less than an hour a day is left', head('免打扰 09:30-09:00'), ['SOP604']],
    ['T11 quiet, the shop and 仅在 together', head('仅在 21:30-22:30'), ['SOP604']],
    ['T11 quiet hours laxer than the shop', head('免打扰 23:00-08:00'), ['SOP603']],
    ['T11 quiet hours stricter than the shop', head('免打扰 21:00-10:00'), []],
    ['an event that may have happened before the wait', sop('等待2天\n  最多等3天 直到 支付'), ['SOP413']],
    ['… not with 进入后', sop('等待2天\n  最多等3天 直到 进入后支付'), []],
    [
      '… not when it would have ended the stay',
      sop('等待2天\n  最多等3天 直到 支付', '当 关注\n  每人一次\n  一旦 支付 就离开'),
      [],
    ],
    ['… not when it was watched meanwhile', sop('最多等3天 直到 支付 没等到 { 最多等4天 直到 支付 }'), []],
    [
      '… not when it is about something made just now',
      sop('等待2小时\n  发私信 "{问卷.链接}" 附问卷 "s"\n  最多等3天 直到 回答问卷 "s"'),
      [],
    ],
    ['a span without length', head('免打扰 09:00-09:00'), ['SOP410']],
    ['24:00 only ends a span', days('第2天 24:00 { 打标签 "a" }'), ['SOP412']],
    ['a file that begins with 第1天', days('第1天 { 打标签 "a" }'), ['SOP411']],
  ]);
});

describe('T10 SOPs that let a fan into each other', () => {
  const named = (name: string, trigger: string, body: string, reentry = '可再次进入') =>
    `流程 "${name}" {\n  当 ${trigger}\n  ${reentry}\n  ${body}\n}\n`;
  rows([
    ['at once', named('A', '关注', '启动流程 "B"') + named('B', '评论', '启动流程 "A"'), ['SOP511']],
    ['itself', named('A', '关注', '启动流程 "A"'), ['SOP511']],
    ['with a wait', named('A', '关注', '等待1天\n启动流程 "B"') + named('B', '评论', '启动流程 "A"'), ['SOP512']],
    [
      'with a re-entry period',
      named('A', '关注', '启动流程 "B"', '每人每30天一次') + named('B', '评论', '启动流程 "A"'),
      ['SOP512'],
    ],
    ['not once only', named('A', '关注', '启动流程 "B"', '每人一次') + named('B', '评论', '启动流程 "A"'), []],
    [
      'by way of a tag that is taken off again',
      named('A', '打上标签 "t"', '去标签 "t"\n启动流程 "B"') + named('B', '评论', '打标签 "t"'),
      ['SOP511'],
    ],
    [
      'not by way of a tag that stays on',
      named('A', '打上标签 "t"', '启动流程 "B"') + named('B', '评论', '打标签 "t"'),
      [],
    ],
    [
      'by way of a field',
      named('A', '积分 > 3', '设 来源 = "a"') + named('B', '来源 = "a"', '启动流程 "A"'),
      ['SOP511'],
    ],
    [
      'by way of a segment',
      '分群 "s" 当 来源 = "a"\n' + named('A', '进入分群 "s"', '启动流程 "B"') + named('B', '评论', '设 来源 = "a"'),
      ['SOP511'],
    ],
    ['by way of a level', named('A', '等级变化', '启动流程 "B"') + named('B', '评论', '升级到 "VIP"'), ['SOP511']],
    ['from a leave block', named('A', '关注', '等待1天', '可再次进入\n一旦 支付 就离开 { 启动流程 "A" }'), ['SOP511']],
  ]);
});

describe('flow', () => {
  rows([
    ['a way in', sop('结束', '每人一次'), ['SOP501']],
    ['a re-entry clause', sop('结束', '当 关注'), ['SOP502']],
    ['a goal says for how long', head('目标 支付 曾经'), ['SOP503']],
    ['after the end', sop('结束\n  打标签 "a"'), ['SOP504']],
    [
      'after a split whose arms all end',
      sop('分流 "a" { "b" 50% { 结束 } "c" 50% { 结束 } }\n  打标签 "a"'),
      ['SOP504'],
    ],
    ['arms make 100%', sop('分流 "a" { "b" 50% { 结束 } "c" 40% { 结束 } }'), ['SOP505']],
    ['an arm stands once', sop('分流 "a" { "b" 50% { 结束 } "b" 50% { 结束 } }'), ['SOP508']],
    ['an arm that nobody takes', sop('分流 "a" { "b" 100% { 结束 } "c" 0% { 结束 } }'), ['SOP509']],
    ['a rule stands once', head('最长 7天\n  最长 8天'), ['SOP123']],
    ['several 一旦', head('一旦 支付 就离开\n  一旦 退订 就离开'), []],
    ['a budget without a goal', head('预算 100元 每月'), ['SOP602']],
  ]);
});

describe('conditions that never hold', () => {
  rows([
    ['a span without values', onlyIf('客单价 > 5元 且 客单价 < 3元'), ['SOP531']],
    ['a span of one open end', onlyIf('购买次数 > 3 且 购买次数 <= 3'), ['SOP531']],
    ['a span with values', onlyIf('客单价 > 3元 且 客单价 < 5元'), []],
    ['a chain without values', onlyIf('500元 < 客单价 < 100元'), ['SOP531']],
    ['介于 the wrong way round', onlyIf('客单价 介于 500元 到 100元'), ['SOP531']],
    ['a tag and not the tag', onlyIf('有标签 "老客" 且 没有标签 "老客"'), ['SOP531']],
    ['two tags', `${sop('打标签 "b"\n  如果 有标签 "老客" 且 没有标签 "b" { 结束 }')}`, []],
    ['a segment and not the segment', `${segment('R > 1')}\n${onlyIf('属于分群 "a" 且 不属于分群 "a"')}`, ['SOP531']],
    ['two values at once', onlyIf('来源 = "抖音" 且 来源 = "快手"'), ['SOP531']],
    ['a value outside its list', onlyIf('来源 = "视频号" 且 来源 属于 ("抖音", "快手")'), ['SOP531']],
    ['a value and no value', onlyIf('没有 生日 且 生日 > 2000-01-01'), ['SOP531']],
    ['did and did not', onlyIf('30天内 支付 且 30天内没有支付'), ['SOP531']],
    ['did lately and did not for longer', onlyIf('7天内 支付 且 30天内没有支付'), ['SOP531']],
    ['did once and not lately', onlyIf('90天内 支付 且 30天内没有支付'), []],
    ['counts between whole numbers', onlyIf('30天内 支付 超过 2次 且 30天内 支付 不到 3次'), ['SOP531']],
    ['in one arm of 或', onlyIf('R > 3 且 (F > 2 或 R < 2)'), ['SOP531']],
    ['negated', onlyIf('R > 3 且 不满足(R > 2)'), ['SOP531']],
    ['in 当', when('关注 且 有标签 "老客" 且 没有标签 "老客"'), ['SOP531']],
    ['in a segment', segment('购买次数 > 3 且 购买次数 < 2'), ['SOP531']],
    ['a branch that comes too late', sop('如果 R > 2 { 打标签 "a" } 否则如果 R > 3 { 打标签 "b" }'), ['SOP532']],
    ['a branch written twice', sop('如果 进入后支付 { 打标签 "a" } 否则如果 进入后支付 { 打标签 "b" }'), ['SOP532']],
    ['a branch of its own', sop('如果 R > 3 { 打标签 "a" } 否则如果 R > 2 { 打标签 "b" }'), []],
    [
      'a branch that one part of 或 takes',
      sop('如果 R > 2 或 F > 2 { 打标签 "a" } 否则如果 F > 3 且 M > 1 { 打标签 "b" }'),
      ['SOP532'],
    ],
  ]);
});

describe('finding more or fewer people than meant', () => {
  rows([
    ['silence includes strangers', when('每天 10:00 且 90天内没有支付'), ['SOP533']],
    ['… not with 曾经', when('每天 10:00 且 曾经支付 且 90天内没有支付'), []],
    ['fans without the value are not found', when('每天 10:00 且 亲密度 < 3'), ['SOP534']],
    ['counters are 0, never missing', when('每天 10:00 且 购买次数 < 3'), []],
  ]);
});

describe('what fans may be sent', () => {
  rows([
    ['personal data in a webhook', sop('推送 "ERP" 带 手机号, 昵称'), ['SOP611', 'SOP611']],
    ['other fields in a webhook', sop('推送 "ERP" 带 会员等级'), []],
    ['a channel with a consent of its own', sop('发短信 "a"'), ['SOP605']],
    ['… with something for the others', sop('发短信 "a"\n    未送达 { 打标签 "b" }'), []],
    ['… as the fallback itself', sop('发私信 "a"\n    未送达 { 发短信 "b" }'), []],
    ['longer than the channel takes', sop(`发弹窗 "${'长'.repeat(61)}"`), ['SOP606']],
    ['as long as the channel takes', sop(`发弹窗 "${'长'.repeat(60)}"`), []],
    ['an SMS with its signature', sop(`发短信 "${'长'.repeat(481)}" 未送达 { 结束 }`), ['SOP606']],
    ['a named text longer than the channel', `话术 "m" "${'长'.repeat(61)}"\n${sop('发弹窗 话术 "m"')}`, ['SOP606']],
  ]);
});

describe('tests', () => {
  rows([
    ['an SOP to test', '测试 "t" { 第0天 关注 }', ['SOP701']],
    ['another SOP by name', `${sop('结束')}\n测试 "t" 针对 "y" { 第0天 关注 }`, ['SOP201']],
    ['events have exact values', testOf('第0天 支付(金额 > 1元)'), ['SOP702']],
    ['an arm of the SOP', testOf('分流 "a" = "b"'), ['SOP703']],
    ['a task of the SOP', testOf('第0天 关注 应当 任务 "a"'), ['SOP703']],
    ['an SOP that it starts', testOf('第0天 关注 应当 启动流程 "a"'), ['SOP703']],
    ['lines in the order of time', testOf('第2天 关注 第1天 评论'), ['SOP704']],
    ['a line without a time means 10:00', testOf('第1天 09:00 关注 第1天 评论 第1天 09:30 点赞'), ['SOP704']],
    ['history comes first', testOf('40天前 支付(金额 = 1元) 第0天 关注'), []],
    ['第N天起 sums up what was sent', testOf('第0天 关注 第2天起 应当 没有发出'), []],
    ['第N天起 with anything else', testOf('第0天 关注 第2天起 应当 有标签 "老客"'), ['SOP705']],
    ['nothing to expect in history', testOf('40天前 应当 有标签 "老客"'), ['SOP706']],
    ['a fan who has not agreed', testOf('第0天 关注 应当 发出 短信', '发短信 "a"\n  未送达 { 结束 }'), ['SOP707']],
    ['a fan who has', testOf('粉丝 { 授权 短信 } 第0天 关注 应当 发出 短信', '发短信 "a"\n  未送达 { 结束 }'), []],
  ]);
});

describe('sizes', () => {
  const atoms = (count: number) => Array.from({ length: count }, (_, i) => `R > ${i}`).join(' 或 ');
  rows([
    ['256 KiB a file', '#'.repeat(257 * 1024), ['SOP801']],
    ['64 brackets deep', segment('('.repeat(70)), ['SOP802']],
    ['numbers', segment(`R > ${'9'.repeat(20)}`), ['SOP803']],
    ['100 parts in a condition', segment(atoms(101)), ['SOP804']],
    ['… in brackets as well', segment(`(${atoms(60)}) 且 (${atoms(60)})`), ['SOP804']],
    ['20 ways in', when(Array(21).fill('关注').join(' 或 ')), ['SOP805']],
    ['500 steps an SOP', sop('打标签 "a"\n'.repeat(501)), ['SOP806']],
    [
      '20 arms',
      sop(`分流 "a" { ${Array.from({ length: 25 }, (_, i) => `"a${i}" 4% { 结束 }`).join(' ')} }`),
      ['SOP807'],
    ],
    ['2,000 characters a text', sop(`发私信 "${'长'.repeat(2001)}"`), ['SOP808']],
    ['200 definitions a file', Array.from({ length: 201 }, (_, i) => `词库 "a${i}" "x"`).join('\n'), ['SOP809']],
  ]);
});
