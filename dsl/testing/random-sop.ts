import type { Random } from './random.js';

/*
 * Texts that mostly make sense: coupons that exist, days that rise, values with their units. What comes out checks clean
 * often enough to be compiled and run.
 */

const EVENTS = ['关注', '支付', '评论', '加购', '领券', '进入直播间', '点击商品', '退货', '打赏'];
const CONDITIONS = [
  '进入后没有支付',
  '30天内 支付 至少 2次',
  '曾经支付',
  '从未退货',
  '本月 支付 合计 金额 >= 200元',
  '有标签 "甲"',
  '没有标签 "乙"',
  '属于分群 "高价值"',
  '购买次数 > 3',
  '100元 <= 客单价 < 500元',
  '会员等级 = "VIP"',
  '来源 属于 ("抖音", "快手")',
  '距上次支付 超过 60天',
  '30天内没有(进入直播间 或 支付)',
  '7天内 加购后24小时内没有支付',
  '不满足(购买次数 > 9 或 有标签 "丙")',
  '购买金额 / 购买次数 > 200元',
  '有 生日',
];
const REENTRY = ['每人一次', '每人每90天一次', '可再次进入'];
const DEFINITIONS = `优惠券 "满减" 满100元 减10元 有效60天
分群 "高价值" 当 购买次数 >= 3 且 购买金额 > 500元
词库 "意向" "怎么买", "多少钱"
话术 "欢迎" {
  私信 "{粉丝.昵称|亲},欢迎"
  短信 "欢迎"
}
`;

/** A file of one SOP, what it needs, and a test of it. */
export function randomSop(random: Random): string {
  return new SopWriter(random).file();
}

class SopWriter {
  private day = -1;

  constructor(private readonly random: Random) {}

  file(): string {
    const { random } = this;
    const event = random.pick(EVENTS);
    const heads = [
      `当 ${this.trigger(event)}`,
      random.pick(REENTRY),
      ...this.maybe('免打扰 22:00-09:00'),
      ...this.maybe('限发 9条 每7天'),
      ...this.maybe('最长 60天 { 打标签 "过期" }'),
      ...this.maybe('目标 支付 7天内'),
      ...this.maybe('一旦 退订 就离开 { 去标签 "甲" }'),
    ];
    const steps = this.steps(3 + random.below(5), 0);
    const test = `测试 "走一遍" {\n  粉丝 { 授权 私信 }\n  第0天 ${event}\n  第${random.below(20)}天起 应当 没有发出 外呼\n}\n`;
    return `${DEFINITIONS}\n流程 "随机" {\n${[...heads, ...steps].join('\n')}\n}\n\n${test}`;
  }

  private maybe(clause: string): string[] {
    return this.random.chance(0.3) ? [clause] : [];
  }

  private trigger(event: string): string {
    const { random } = this;
    switch (random.below(6)) {
      case 0:
        return `首次 ${event}`;
      case 1:
        return `${event} 或 ${random.pick(EVENTS)}`;
      case 2:
        return `${event} 且 ${this.condition().replaceAll('进入后', '30天内')}`;
      case 3:
        return `${event}后${1 + random.below(48)}小时内没有支付`;
      default:
        return event;
    }
  }

  private condition(): string {
    const { random } = this;
    const one = random.pick(CONDITIONS);
    if (random.chance(0.6)) return one;
    return `${one} ${random.pick(['且', '或'])} ${random.pick(CONDITIONS)}`;
  }

  private steps(count: number, depth: number): string[] {
    return Array.from({ length: count }, () => this.step(depth));
  }

  private block(depth: number): string {
    return `{\n${this.steps(1 + this.random.below(2), depth + 1).join('\n')}\n}`;
  }

  private step(depth: number): string {
    const { random } = this;
    const kind = random.below(depth > 1 ? 9 : 13);
    switch (kind) {
      case 0:
        return `发私信 "你好{粉丝.昵称|亲}"${random.chance(0.3) ? ' 附券 "满减"' : ''}`;
      case 1:
        return `发短信 "回来看看"\n未送达 { 任务 "电话" 给 负责人 期限 1天 }`;
      case 2:
        return '发私信 话术 "欢迎"';
      case 3:
        return `打标签 "${random.pick(['甲', '乙', '丙'])}"`;
      case 4:
        return `去标签 "${random.pick(['甲', '乙', '丙'])}"`;
      case 5:
        return `等待${1 + random.below(30)}${random.pick(['分钟', '小时'])}`;
      case 6:
        return '任务 "回访" 给 负责人 期限 2小时 {\n逾期 { 提醒 店长 "超时" }\n逾期 1天 { 转交 店长 }\n}';
      case 7:
        return random.pick(['发券 "满减"', '加积分 10分', '设 来源 = "甲"', '升级到 "VIP"', '提醒 负责人 "看看"']);
      case 8:
        return `等到 ${String(9 + random.below(12))}:00`;
      case 9:
        return `如果 ${this.condition()} ${this.block(depth)} 否则 ${this.block(depth)}`;
      case 10:
        return `分流 "组${random.below(9)}" {\n"甲" 60% ${this.block(depth)}\n"乙" 40% ${this.block(depth)}\n}`;
      case 11:
        return `最多等${1 + random.below(3)}天 直到 ${random.pick(EVENTS)}\n等到了 ${this.block(depth)}\n没等到 ${this.block(depth)}`;
      default: {
        if (depth > 0) return '打标签 "甲"';
        this.day += 1 + random.below(8);
        return `第${this.day}天 ${random.chance(0.5) ? '10:00 ' : ''}${this.block(2)}`;
      }
    }
  }
}
