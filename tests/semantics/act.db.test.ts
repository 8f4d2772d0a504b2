import { describe } from 'vitest';
import { FAN, row } from './both.js';

describe('打标签 / 去标签', () => {
  row('is idempotent', {
    head: '当 关注 每人一次',
    body: '打标签 "a", "b" 打标签 "a" 去标签 "a", "c"',
    tests: ['粉丝 { 有标签 "b" } 第0天 关注 应当 有标签 "b" 应当 没有标签 "a"、"c"'],
  });
});

describe('设 / 升级到 / 加积分', () => {
  row('设 overwrites', {
    head: '当 关注 每人一次',
    body: '设 字段 "灯牌" = 3 设 粉丝等级 = 2',
    tests: ['粉丝 { 字段 "灯牌" = 9 } 第0天 关注 应当 字段 "灯牌" = 3 应当 粉丝等级 = 2'],
  });
  row('a change of level by a step of the SOP itself ends the stay before the next step', {
    head: '当 关注 每人一次 一旦 等级变化 就离开',
    body: '等待1小时 升级到 "VIP" 打标签 "还在"',
    tests: [
      `${FAN} 第0天 关注 第1天 应当 已离开 应当 没有标签 "还在"`,
      '粉丝 { 会员等级 = "VIP" } 第0天 关注 第1天 应当 已走完 应当 有标签 "还在"',
    ],
  });
  row('升级到 gives the level', {
    head: '当 关注 每人一次',
    body: '升级到 "VIP"',
    tests: [
      `${FAN} 第0天 关注 应当 会员等级 = "VIP" 应当 今天 等级变化`,
      '粉丝 { 会员等级 = "别处" } 第0天 关注 应当 会员等级 = "别处"',
    ],
  });
  row('加积分 once per visit of the step', {
    head: '当 评论 可再次进入',
    body: '加积分 5分',
    tests: [`${FAN} 第0天 评论 第1天 评论 应当 积分 = 10`],
  });
  row('发券 gives the coupon that a later text speaks of', {
    head: '当 关注 每人一次',
    body: '发券 "礼券" 发私信 "{券.剩余天数}"',
    tests: [`${FAN} 第0天 关注 应当 发出 私信 1次`],
  });
});

describe('任务 / 逾期', () => {
  row('created at once, the SOP goes on', {
    head: '当 关注 每人一次',
    body: '任务 "回访" 给 负责人 期限 1天 打标签 "a"',
    tests: ['粉丝 { } 第0天 关注 应当 任务 "回访" 应当 有标签 "a"'],
  });
  row('逾期 fires until the task is done, also after the fan finished', {
    head: '当 关注 每人一次',
    body: '任务 "回访" 给 负责人 期限 1天 { 逾期 { 打标签 "晚了" } 逾期 1天 { 任务 "补救" 给 店长 期限 1天 } }',
    tests: [
      `${FAN} 第0天 关注 第1天 应当 有标签 "晚了" 第2天 应当 任务 "补救"`,
      `${FAN} 第0天 关注 第0天 12:00 完成任务 "回访" 第3天 应当 没有标签 "晚了"`,
    ],
  });
  row('工作小时 count by the duty calendar', {
    head: '当 关注 每人一次',
    body: '任务 "回访" 给 客服 期限 4工作小时 { 逾期 { 打标签 "晚了" } }',
    tests: [`${FAN} 第0天 16:00 关注 第1天 10:59 应当 没有标签 "晚了" 第1天 11:00 应当 有标签 "晚了"`],
  });
});

describe('启动流程 / 结束', () => {
  row('启动流程 does not wait', {
    head: '当 关注 每人一次',
    body: '启动流程 "丙" 打标签 "a"',
    tests: ['粉丝 { } 第0天 关注 应当 启动流程 "丙" 应当 有标签 "a"'],
  });
  row('结束 finishes this one here', {
    head: '当 关注 每人一次',
    body: '如果 有标签 "b" { 结束 } 打标签 "a"',
    tests: ['粉丝 { 有标签 "b" } 第0天 关注 应当 已走完 应当 没有标签 "a"'],
  });
});

describe('评分', () => {
  row('a score is points that fade, compared unrounded', {
    head: '当 评分 "热度" >= 40 每人一次',
    body: '打标签 "热"',
    tests: [`${FAN} 第0天 评论 第0天 评论 应当 没有标签 "热" 第0天 10:01 评论 应当 有标签 "热"`],
  });
});
