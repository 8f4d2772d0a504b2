import { describe, expect, it } from 'vitest';
import type { SimulationOptions } from './options.js';
import { runText } from './testing/run-text.js';

/** An SOP with this head and body, and one test of it. */
function sop(head: string, body: string, test: string): string {
  const reentry = /每人|每个|可再次进入/.test(head) ? '' : '每人一次';
  return `优惠券 "礼券" 减10元 有效7天
    流程 "甲" { ${head} ${reentry} ${body} }
    测试 "乙" { ${test} }`;
}

/** What is expected comes true, in every arm. */
function holds(head: string, body: string, test: string, options?: Partial<SimulationOptions>): void {
  const { results } = runText(sop(head, body, test), options);
  expect(results.map(({ failures }) => failures.map(({ message }) => message.zh))).toEqual([[]]);
}

/** The trace of the (first) run, as `kind:detail`. */
function traceOf(head: string, body: string, test: string, options?: Partial<SimulationOptions>): string[] {
  const { results } = runText(sop(head, body, test), options);
  const trace = results[0]?.runs[0]?.trace ?? [];
  return trace.flatMap((entry) => {
    if (entry.kind === 'reached' || entry.kind === 'waits') return [];
    if ('reason' in entry) return `${entry.kind}:${entry.reason}`;
    return 'text' in entry ? `${entry.kind}:${entry.text}` : entry.kind;
  });
}

const FAN = '粉丝 { 授权 私信 }';

describe('当 event', () => {
  it('lets in whoever matches, filter included', () => {
    holds(
      '当 支付(金额 >= 100元)',
      '打标签 "a"',
      `${FAN} 第0天 支付(金额 = 99元) 应当 没有标签 "a" 第1天 支付(金额 = 100元) 应当 有标签 "a"`,
    );
  });

  it('lets nobody in for what lies before the test, though it counts in conditions', () => {
    holds(
      '当 支付 且 30天内 支付 至少2次',
      '打标签 "a"',
      `${FAN} 10天前 支付 第0天 00:00 应当 没有标签 "a" 第0天 支付 应当 有标签 "a"`,
    );
  });

  it('首次 means the first that matches, filter included', () => {
    const watch = '首次观看直播(时长 > 1分钟)';
    holds(
      `当 ${watch}`,
      '打标签 "a"',
      `${FAN} 3天前 观看直播(时长 = 30秒) 第0天 观看直播(时长 = 2分钟) 应当 有标签 "a"`,
    );
    holds(
      `当 ${watch}`,
      '打标签 "a"',
      `${FAN} 3天前 观看直播(时长 = 2分钟) 第0天 观看直播(时长 = 2分钟) 应当 没有标签 "a"`,
    );
  });

  it('asks the guard of each way in', () => {
    const head = '当 (关注 或 评论) 且 从未支付';
    holds(head, '打标签 "a"', `${FAN} 5天前 支付 第0天 评论 应当 没有标签 "a"`);
    holds(head, '打标签 "a"', `${FAN} 第0天 评论 应当 有标签 "a"`);
  });
});

describe('当 每天', () => {
  it('lets in at that minute whoever the guard holds for', () => {
    holds(
      '当 每天 10:00 且 有标签 "老客"',
      '打标签 "a"',
      `粉丝 { 有标签 "老客" } 第0天 09:59 应当 没有标签 "a" 第0天 10:00 应当 有标签 "a"`,
    );
    holds('当 每天 10:00 且 有标签 "老客"', '打标签 "a"', `粉丝 { } 第9天 应当 没有标签 "a"`);
  });

  it('moves windows of days at midnight', () => {
    const head = '当 每天 00:00 且 曾经支付 且 30天内没有支付';
    holds(head, '打标签 "a"', `粉丝 { } 28天前 支付 第2天 23:59 应当 没有标签 "a" 第3天 00:00 应当 有标签 "a"`);
  });
});

describe('当 X后D内没有Y', () => {
  const head = '当 领券后2小时内没有下单 每个优惠券一次';
  const body = '发私信 "{本次.优惠券}还没用"';

  it('lets in when the time has passed, as of X', () => {
    expect(
      traceOf(head, body, `${FAN} 第0天 14:00 领券 "新人10元" 第0天 15:59 应当 没有发出 第0天 16:00 应当 发出 1次`),
    ).toEqual(['entered', 'sent:新人10元还没用', 'finished']);
    holds(head, body, `${FAN} 第0天 14:00 领券 "新人10元" 第0天 15:59 应当 没有发出 第0天 16:00 应当 发出 1次`);
  });

  it('lets nobody in who answered in time, the last instant included', () => {
    holds(head, body, `${FAN} 第0天 14:00 领券 "x" 第0天 16:00 下单 第1天 应当 没有发出`);
    holds(head, body, `${FAN} 第0天 14:00 领券 "x" 第0天 16:01 下单 第1天 应当 发出 1次`);
  });

  it('runs one timer for each thing', () => {
    holds(
      head,
      body,
      `${FAN} 第0天 14:00 领券 "x" 第0天 15:00 领券 "y" 第0天 16:30 应当 发出 1次 第0天 17:00 应当 发出 2次`,
    );
  });
});

describe('re-entry', () => {
  it('每人一次 refuses a second time and records why', () => {
    const twice = `${FAN} 第0天 关注 第1天 关注`;
    expect(traceOf('当 关注 每人一次', '打标签 "a"', twice)).toEqual([
      'entered',
      'tagged',
      'finished',
      'refused:too_soon',
    ]);
    expect(traceOf('当 关注 每人一次', '等待3天', twice)).toEqual(['entered', 'refused:already_in', 'finished']);
  });

  it('每人每N天一次 counts from the last entry', () => {
    holds(
      '当 关注 每人每7天一次',
      '发私信 "a"',
      `${FAN} 第0天 关注 第6天 关注 应当 发出 1次 第7天 10:00 关注 应当 发出 2次`,
    );
  });

  it('每个K一次 counts things apart', () => {
    holds(
      '当 领券 每个优惠券一次',
      '发私信 "a"',
      `${FAN} 第0天 领券 "x" 第1天 领券 "x" 应当 发出 1次 第2天 领券 "y" 应当 发出 2次`,
    );
  });
});

describe('一旦', () => {
  const head = '当 支付 可再次进入 一旦 支付 就离开 { 打标签 "走了" }';

  it('does not count the entering event', () => {
    holds(head, '等待3天', `${FAN} 第0天 支付 应当 没有标签 "走了" 第1天 支付 应当 有标签 "走了" 应当 已离开`);
  });

  it('ends the old stay before the same event opens a new one', () => {
    expect(traceOf(head, '等待3天', `${FAN} 第0天 支付 第1天 支付 第2天 应当 已离开`)).toEqual([
      'entered',
      'left',
      'tagged',
      'entered',
      'finished',
    ]);
  });

  it('beats a timer of the same moment', () => {
    const beaten = '当 关注 一旦 支付 就离开';
    holds(beaten, '第3天 10:00 { 发私信 "a" }', `${FAN} 第0天 关注 第3天 10:00 支付 第4天 应当 没有发出 应当 已离开`);
  });

  it('keeps out whoever a state already holds for, without running the block', () => {
    const state = '当 关注 一旦 有标签 "VIP" 就离开 { 打标签 "走了" }';
    expect(traceOf(state, '打标签 "a"', `粉丝 { 有标签 "VIP" } 第0天 关注`)).toEqual(['refused:leaves_already']);
  });

  it('sees a state that becomes true', () => {
    const state = '当 关注 一旦 购买次数 >= 2 就离开';
    holds(
      state,
      '等待5天 打标签 "a"',
      `粉丝 { 购买次数 = 1 } 第0天 关注 第1天 支付 应当 已离开 第9天 应当 没有标签 "a"`,
    );
  });

  it('runs the block of the first clause that holds, once', () => {
    const two = '当 关注 一旦 支付 就离开 { 打标签 "一" } 一旦 支付(金额 > 1元) 就离开 { 打标签 "二" }';
    holds(two, '等待5天', `${FAN} 第0天 关注 第1天 支付(金额 = 9元) 应当 有标签 "一" 应当 没有标签 "二"`);
  });

  it('holds messages of its block till the end of quiet hours', () => {
    const quiet = '当 关注 免打扰 22:00-09:00 一旦 支付 就离开 { 发私信 "谢谢" 打标签 "走了" }';
    const test = `${FAN} 第0天 关注 第0天 23:00 支付 应当 有标签 "走了" 应当 没有发出 第1天 09:00 应当 发出 1次`;
    holds(quiet, '等待5天', test);
  });
});

describe('目标', () => {
  it('is recorded once, also after the stay is over', () => {
    const test = `${FAN} 第0天 关注 第3天 支付 第4天 支付`;
    expect(traceOf('当 关注 目标 支付 7天内', '打标签 "a"', test)).toEqual(['entered', 'tagged', 'finished', 'goal']);
    expect(traceOf('当 关注 目标 支付 2天内', '打标签 "a"', test)).toEqual(['entered', 'tagged', 'finished']);
  });

  it('leaves a held message alone; 一旦 takes it back', () => {
    const night = `${FAN} 第0天 23:00 关注 第1天 02:00 支付`;
    const quiet = '当 关注 免打扰 22:00-09:00 目标 支付 7天内';
    expect(traceOf(quiet, '发私信 "a"', night)).toEqual(['entered', 'held', 'goal', 'sent:a', 'finished']);
    expect(traceOf(`${quiet} 一旦 支付 就离开`, '发私信 "a"', night)).toEqual([
      'entered',
      'held',
      'goal',
      'skipped:withdrawn',
      'left',
    ]);
  });
});

describe('time', () => {
  it('第N天 T is on the date of entry plus N', () => {
    holds(
      '当 关注',
      '第3天 10:00 { 发私信 "a" }',
      `${FAN} 第0天 23:30 关注 第3天 09:59 应当 没有发出 第3天 10:00 应当 发出 1次`,
    );
  });

  it('第N天 without a time keeps the clock time of entry', () => {
    holds(
      '当 关注',
      '第2天 { 发私信 "a" }',
      `${FAN} 第0天 15:20 关注 第2天 15:19 应当 没有发出 第2天 15:20 应当 发出 1次`,
    );
  });

  it('a time already past runs at once; its sends are missed when a day late', () => {
    holds('当 关注', '第0天 09:00 { 发私信 "a" }', `${FAN} 第0天 10:00 关注 应当 发出 1次`);
    const late = '等待3天 第1天 { 发私信 "a" 打标签 "b" }';
    expect(traceOf('当 关注', late, `${FAN} 第0天 关注`)).toEqual(['entered', 'skipped:missed', 'tagged', 'finished']);
  });

  it('等待 counts from arrival, after a hold', () => {
    const head = '当 关注 免打扰 22:00-09:00';
    holds(
      head,
      '发私信 "a" 等待2小时 发私信 "b"',
      `${FAN} 第0天 23:00 关注 第1天 10:59 应当 发出 1次 第1天 11:00 应当 发出 2次`,
    );
  });

  it('最长 ends the stay wherever it is, runs its own block and no leave block', () => {
    const head = '当 关注 最长 2天 { 打标签 "到期" } 一旦 支付 就离开 { 打标签 "走了" }';
    expect(traceOf(head, '等待5天 发私信 "a"', `${FAN} 第0天 关注 第3天 支付`)).toEqual([
      'entered',
      'expired',
      'tagged',
    ]);
    holds(
      head,
      '等待5天',
      `${FAN} 第0天 关注 第1天 应当 没有标签 "到期" 第2天 应当 有标签 "到期" 第3天 支付 应当 没有标签 "走了"`,
    );
  });
});

describe('最多等 D 直到 C', () => {
  const body = '最多等3天 直到 支付 等到了 { 打标签 "到" } 没等到 { 打标签 "没" } 打标签 "后"';

  it('takes one branch, and both lead on', () => {
    holds('当 关注', body, `${FAN} 第0天 关注 第2天 支付 应当 有标签 "到" 应当 有标签 "后" 第9天 应当 没有标签 "没"`);
    holds(
      '当 关注',
      body,
      `${FAN} 第0天 关注 第3天 09:59 应当 没有标签 "没" 第3天 10:00 应当 有标签 "没"、"后" 第4天 支付 应当 没有标签 "到"`,
    );
  });

  it('counts events after arrival only, but a state that is already true passes at once', () => {
    holds('当 支付', body, `${FAN} 第0天 支付 应当 没有标签 "到"`);
    const state = '最多等3天 直到 进入后 评论 或 有标签 "VIP" 等到了 { 打标签 "到" }';
    holds('当 关注', state, `粉丝 { 有标签 "VIP" } 第0天 关注 应当 有标签 "到"`);
  });

  it('an event of the deadline itself is in time', () => {
    holds('当 关注', body, `${FAN} 第0天 关注 第3天 10:00 支付 应当 有标签 "到" 应当 没有标签 "没"`);
  });
});

describe('choices', () => {
  it('如果 takes the first arm that holds', () => {
    const body = '如果 有标签 "VIP" { 打标签 "一" } 否则如果 有标签 "老客" { 打标签 "二" } 否则 { 打标签 "三" }';
    holds('当 关注', body, `粉丝 { 有标签 "VIP", "老客" } 第0天 关注 应当 有标签 "一" 应当 没有标签 "二"、"三"`);
    holds('当 关注', body, `粉丝 { 有标签 "老客" } 第0天 关注 应当 有标签 "二"`);
    holds('当 关注', body, `粉丝 { } 第0天 关注 应当 有标签 "三"`);
  });

  const split = '分流 "对比" { "甲" 50% { 打标签 "甲" } "乙" 50% { 打标签 "乙" } }';

  it('分流 runs every arm unless one is chosen', () => {
    const { results } = runText(sop('当 关注', split, `${FAN} 第0天 关注 应当 有标签 "甲"`));
    expect(results[0]?.runs.map(({ arms, failures }) => [arms['对比'], failures.length])).toEqual([
      ['甲', 0],
      ['乙', 1],
    ]);
    expect(results[0]?.passed).toBe(false);
    holds('当 关注', split, `${FAN} 分流 "对比" = "乙" 第0天 关注 应当 有标签 "乙"`);
  });
});

describe('发', () => {
  it('is held over quiet hours, and so are the steps behind it', () => {
    const head = '当 关注 免打扰 22:00-09:00';
    const test = `${FAN} 第0天 22:00 关注 第1天 08:59 应当 没有发出 应当 没有标签 "a" 第1天 09:00 应当 发出 私信 1次 应当 有标签 "a"`;
    holds(head, '发私信 "a" 打标签 "a"', test);
    holds('当 关注', '发私信 "a" 打标签 "a"', test, { shopQuiet: { from: 22 * 60, to: 9 * 60 } });
  });

  it('弹窗 is never held', () => {
    holds('当 关注 免打扰 22:00-09:00', '发弹窗 "a"', `粉丝 { 授权 弹窗 } 第0天 23:00 关注 应当 发出 弹窗 1次`);
  });

  it('is skipped over the limit, and the fan goes on at once', () => {
    const head = '当 关注 限发 1条 每7天';
    expect(traceOf(head, '发私信 "a" 发私信 "b" 打标签 "c"', `${FAN} 第0天 关注`)).toEqual([
      'entered',
      'sent:a',
      'skipped:capped',
      'tagged',
      'finished',
    ]);
    holds(head, '发私信 "a" 等待7天 发私信 "b"', `${FAN} 第0天 关注 第8天 应当 发出 2次`);
  });

  it('with a hole is never sent, unless there is a stand-in', () => {
    expect(traceOf('当 关注', '发私信 "{粉丝.昵称}好" 发私信 "{粉丝.昵称|亲}好"', `${FAN} 第0天 关注`)).toEqual([
      'entered',
      'skipped:missing_content',
      'sent:亲好',
      'finished',
    ]);
  });

  it('fills in what is known', () => {
    const body = '发私信 "{粉丝.昵称}买了{本次.商品},{本次.金额}" 发私信 "{直播间.链接}"';
    const test = '粉丝 { 授权 私信 昵称 = "小鱼" } 第0天 支付(金额 = 99.5元 且 商品 = "口红")';
    expect(traceOf('当 支付', body, test, { links: { 'live.link': 'https://live.example/1' } })).toEqual([
      'entered',
      'sent:小鱼买了口红,99.5元',
      'sent:https://live.example/1',
      'finished',
    ]);
  });

  it('counts the days of a coupon by date, also for one given earlier', () => {
    const body = '发私信 "{券.剩余天数}" 附券 "礼券" 第3天 10:00 { 发私信 "{券「礼券」.剩余天数}" }';
    expect(traceOf('当 关注', body, `${FAN} 第0天 22:00 关注`)).toEqual(['entered', 'sent:7', 'sent:4', 'finished']);
  });

  it('without consent, after opting out, or without a coupon left is not sent', () => {
    expect(traceOf('当 评论', '发私信 "a"', '粉丝 { } 第0天 评论')).toContain('skipped:no_consent');
    expect(traceOf('当 评论', '发私信 "a"', `${FAN} 5天前 退订 第0天 评论`)).toContain('skipped:opted_out');
    const budget = '当 评论 预算 15元 每月';
    expect(traceOf(budget, '发私信 "a" 附券 "礼券" 发私信 "b" 附券 "礼券"', `${FAN} 第0天 评论`)).toEqual([
      'entered',
      'sent:a',
      'skipped:no_budget',
      'finished',
    ]);
  });

  it('reaches on 私信 whoever follows, and no longer once they said no', () => {
    holds('当 关注', '发私信 "a"', '粉丝 { } 第0天 关注 应当 发出 1次');
    holds('当 关注', '发私信 "a"', '粉丝 { } 5天前 退订(渠道 = "private_message") 第0天 关注 应当 没有发出');
  });
});

describe('未送达', () => {
  const body = '发短信 "a" 未送达 { 打标签 "没送到" } 打标签 "后"';

  it('runs when the channel cannot', () => {
    holds('当 关注', body, `${FAN} 第0天 关注 应当 有标签 "没送到"、"后"`);
    holds('当 关注', body, '粉丝 { 授权 短信 手机号 = "" } 第0天 关注 应当 有标签 "没送到"');
    holds('当 关注', body, '粉丝 { 授权 短信 } 第0天 关注 应当 发出 短信 1次 应当 没有标签 "没送到" 应当 有标签 "后"');
  });

  it('does not run when the fan must not or need not be written to', () => {
    holds(
      '当 关注 限发 1条 每7天',
      `发短信 "b" ${body}`,
      '粉丝 { 授权 短信 } 第0天 关注 应当 发出 1次 应当 没有标签 "没送到"',
    );
    holds(
      '当 关注',
      '发短信 "{粉丝.昵称}" 未送达 { 打标签 "没送到" }',
      '粉丝 { 授权 短信 } 第0天 关注 应当 没有标签 "没送到"',
    );
  });
});

describe('other acts', () => {
  it('tags change nothing twice', () => {
    const body = '打标签 "a", "b" 打标签 "a" 去标签 "a", "c"';
    const { results } = runText(sop('当 关注', body, '粉丝 { 有标签 "b" } 第0天 关注 应当 有标签 "b"'));
    const changes = results[0]?.runs[0]?.trace.flatMap((entry) => ('names' in entry ? [entry.names] : []));
    expect(changes).toEqual([['a'], ['a']]);
  });

  it('任务 is made at once and the SOP goes on', () => {
    holds(
      '当 关注',
      '任务 "回访" 给 负责人 期限 1天 打标签 "a"',
      '粉丝 { } 第0天 关注 应当 任务 "回访" 应当 有标签 "a"',
    );
  });

  it('启动流程 is recorded, not run', () => {
    holds('当 关注', '启动流程 "丙" 打标签 "a"', '粉丝 { } 第0天 关注 应当 启动流程 "丙" 应当 有标签 "a"');
  });

  it('结束 ends this SOP here', () => {
    holds(
      '当 关注',
      '如果 有标签 "b" { 结束 } 打标签 "a"',
      '粉丝 { 有标签 "b" } 第0天 关注 应当 已走完 应当 没有标签 "a"',
    );
  });
});

describe('a coupon that runs out', () => {
  it('is an event when it has not been used by then', () => {
    const waits = '发券 "礼券" 最多等10天 直到 券过期 等到了 { 打标签 "过期" } 没等到 { 打标签 "没过期" }';
    holds('当 关注', waits, `${FAN} 第0天 关注 第6天 应当 没有标签 "过期" 第7天 23:59 应当 有标签 "过期"`);
    const used = '第1天 用券 "礼券"';
    holds('当 关注', waits, `${FAN} 第0天 关注 ${used} 第9天 应当 没有标签 "过期" 第11天 应当 有标签 "没过期"`);
  });

  it('lets in and ends', () => {
    const stays = traceOf(
      '当 关注 或 券过期 每人每1天一次',
      '发券 "礼券" 等待1天',
      `${FAN} 第0天 关注 第8天 应当 没有标签 "a"`,
    );
    expect(stays).toEqual(['entered', 'granted', 'finished', 'entered', 'granted', 'finished']);
    holds('当 关注 一旦 券过期 就离开', '发券 "礼券" 等待30天', `${FAN} 第0天 关注 第8天 应当 已离开`);
  });

  it('gives back what it took of the budget', () => {
    const twice = '发券 "礼券" 等待3天 发券 "礼券" 等待5天 发券 "礼券"';
    const coupons = traceOf('当 关注 预算 15元 每月', twice, `${FAN} 第0天 关注 第9天 应当 没有标签 "a"`);
    expect(coupons.filter((line) => line.includes('granted'))).toEqual(['granted', 'not_granted:no_budget', 'granted']);
  });
});
