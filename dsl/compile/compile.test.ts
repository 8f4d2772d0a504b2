/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { SopNode } from '../ast/file.js';
import { UNKNOWN_CATALOGUE, type Catalogue } from '../catalogue/catalogue.js';
import type { Program, Step } from '../ir/program.js';
import { parse } from '../parser/parse.js';
import { STEPS, TRIGGERS, withSteps, withTrigger } from '../testing/sentences.js';
import { compile } from './compile.js';
import { createContext } from './context.js';
import { compileTests } from './test-case.js';

const templates = new URL('../templates/', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('../ir/program.schema.json', import.meta.url), 'utf8')) as object;

function compileText(text: string, catalogue: Catalogue = UNKNOWN_CATALOGUE) {
  const { file } = parse(text);
  const sop = file.definitions.find((definition): definition is SopNode => definition.kind === 'sop');
  if (!sop) throw new Error('no SOP in the text');
  return compile(sop, createContext([file], catalogue));
}

function programOf(text: string, catalogue?: Catalogue): Program {
  const { program, problems } = compileText(text, catalogue);
  expect(problems).toEqual([]);
  if (!program) throw new Error('not compiled');
  return program;
}

const sop = (body: string, when = '关注') => `流程 "x" { 当 ${when} 每人一次 ${body} }`;

/** One line a step: `0 day:0 → 1`. */
function outline({ steps, start, leaves }: Program): string[] {
  const ways = (step: Step): number[] => {
    switch (step.kind) {
      case 'until':
        return [step.met, step.unmet];
      case 'if':
        return [...step.arms.map((arm) => arm.next), step.otherwise];
      case 'split':
        return step.arms.map((arm) => arm.next);
      case 'send':
        return step.undelivered === null ? [step.next] : [step.next, step.undelivered];
      case 'receipt':
        return [step.next, step.undelivered];
      case 'end':
        return [];
      default:
        return [step.next];
    }
  };
  const lines = steps.map((step, i) => `${i} ${step.key} → ${ways(step).join(', ')}`);
  return [`start ${start}${leaves.map((leave) => ` leave ${leave.start}`).join('')}`, ...lines];
}

describe('the templates', () => {
  const program = (file: string) => programOf(readFileSync(new URL(file, templates), 'utf8'));

  test('新粉7日转化', () => {
    expect(outline(program('新粉7日转化.sop'))).toMatchInlineSnapshot(`
      [
        "start 0 leave 8",
        "0 day:0 → 1",
        "1 day:0/tag:1 → 2",
        "2 day:0/send:1 → 3",
        "3 day:3 → 4",
        "4 day:3/send:1 → 5",
        "5 day:7 → 6",
        "6 day:7/untag:1 → 7",
        "7 day:7/tag:1 → -1",
        "8 leave:1/untag:1 → 9",
        "9 leave:1/tag:1 → 10",
        "10 leave:1/start:1 → -1",
      ]
    `);
  });

  test('沉默召回', () => {
    expect(outline(program('沉默召回.sop'))).toMatchInlineSnapshot(`
      [
        "start 0",
        "0 split:召回AB → 1, 2, 3, 4, 5",
        "1 split:召回AB/关怀+50元/send:1 → 6",
        "2 split:召回AB/关怀+20元/send:1 → 6",
        "3 split:召回AB/上新+50元/send:1 → 6",
        "4 split:召回AB/上新+20元/send:1 → 6",
        "5 split:召回AB/对照组/end:1 → ",
        "6 until:1 → 7, 8",
        "7 until:1/met/tag:1 → -1",
        "8 until:1/unmet/send:1 → 9, 10",
        "9 until:1/unmet/send:1/receipt → -1, 10",
        "10 until:1/unmet/send:1/undelivered/task:电话回访 → -1",
      ]
    `);
  });

  test('首购粉复购引导', () => {
    expect(outline(program('首购粉复购引导.sop'))).toMatchInlineSnapshot(`
      [
        "start 0 leave 13",
        "0 day:0 → 1",
        "1 day:0/send:1 → 2",
        "2 day:3 → 3",
        "3 day:3/send:1 → 4",
        "4 day:7 → 5",
        "5 day:7/send:1 → 6",
        "6 day:14 → 7",
        "7 day:14/if:1 → 8, 9",
        "8 day:14/if:1/1/send:1 → 10",
        "9 day:14/if:1/else/send:1 → 10",
        "10 day:30 → 11",
        "11 day:30/untag:1 → 12",
        "12 day:30/tag:1 → -1",
        "13 leave:1/untag:1 → 14",
        "14 leave:1/tag:1 → -1",
      ]
    `);
  });

  test('领券未下单', () => {
    expect(outline(program('领券未下单.sop'))).toMatchInlineSnapshot(`
      [
        "start 1 leave -1",
        "0 absent:1 → 1",
        "1 send:1 → -1",
      ]
    `);
  });

  test('their tests compile', () => {
    const files = readdirSync(templates).map((file) => parse(readFileSync(new URL(file, templates), 'utf8')).file);
    const context = createContext(files, UNKNOWN_CATALOGUE);
    for (const file of files) {
      const { tests, problems } = compileTests(file, context);
      expect(problems).toEqual([]);
      expect(tests.length).toBeGreaterThan(1);
    }
  });
});

describe('every compiled program', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  const runnable = [...TRIGGERS.map(withTrigger), ...STEPS.map(withSteps)]
    .map((text) => compileText(`分群 "A" 当 R > 1\n优惠券 "a" 减1元 有效1天\n话术 "欢迎" "你好"\n${text}`).program)
    .filter((program) => program !== null);
  const programs = [
    ...readdirSync(templates).map((file) => programOf(readFileSync(new URL(file, templates), 'utf8'))),
    ...runnable,
  ];

  test('keeps to the published schema', () => {
    expect(programs.length).toBeGreaterThan(12);
    for (const program of programs)
      expect([program.name, validate(program), validate.errors]).toEqual([program.name, true, null]);
    expect(validate({ ...programs[0], steps: [{ kind: 'tag' }] })).toBe(false);
  });

  test('leads forward only, by keys that are unique', () => {
    for (const program of programs) {
      const keys = program.steps.map((step) => step.key);
      expect(new Set(keys).size).toBe(keys.length);
      outline(program)
        .slice(1)
        .forEach((line, i) => {
          const ways = (line.split(' → ')[1] ?? '').split(', ').filter((way) => way !== '');
          for (const way of ways) expect(way === '-1' || Number(way) > i).toBe(true);
        });
    }
  });
});

describe('ways in', () => {
  const triggers = (when: string) => programOf(sop('结束', when)).triggers;
  const never = {
    kind: 'count',
    events: [{ type: 'order.pay', filters: [] }],
    window: { kind: 'ever' },
    op: '=',
    count: 0,
  };

  test('且 over 或 gives each event the guard', () => {
    expect(triggers('(关注 或 首次评论) 且 从未支付')).toEqual([
      { kind: 'event', event: { type: 'follow', filters: [] }, first: false, guard: never },
      { kind: 'event', event: { type: 'live.comment', filters: [] }, first: true, guard: never },
    ]);
  });

  test('an absent trigger waits in a hidden step before the first', () => {
    const program = programOf(sop('结束', '领券后2小时内没有下单 且 从未支付'));
    expect(program.triggers).toEqual([{ kind: 'absent', event: { type: 'coupon.claim', filters: [] }, step: 0 }]);
    expect(program.steps[0]).toMatchObject({ kind: 'absent', seconds: 7200, guard: never, next: 1 });
    expect(program.start).toBe(1);
  });

  test('schedules', () => {
    expect(triggers('每周三 09:30 且 从未支付')).toEqual([
      { kind: 'schedule', schedule: { kind: 'weekly', weekday: 3, minute: 570 }, guard: never },
    ]);
  });

  test('two events at one moment are refused', () => {
    expect(compileText(sop('结束', '关注 且 支付')).problems.map(({ code }) => code)).toEqual(['SOP321']);
  });
});

describe('conditions', () => {
  const condition = (text: string) => {
    const [step] = programOf(sop(`如果 ${text} { 结束 }`)).steps;
    return step?.kind === 'if' ? step.arms[0]?.condition : null;
  };

  test('不是 is the negation of 是, so it holds where nothing is known', () => {
    expect(condition('会员等级 不是 "VIP"')).toMatchObject({ kind: 'not', of: { kind: 'compare', op: '=' } });
  });

  test('several tags: all of them, none of them', () => {
    expect(condition('没有标签 "甲"、"乙"')).toEqual({
      kind: 'all',
      of: [
        { kind: 'not', of: { kind: 'tag', name: '甲' } },
        { kind: 'not', of: { kind: 'tag', name: '乙' } },
      ],
    });
  });

  test('windows in days are whole days, shorter ones exact', () => {
    expect(condition('2周内 支付')).toMatchObject({ window: { kind: 'days', days: 14 } });
    expect(condition('36小时内 支付')).toMatchObject({ window: { kind: 'seconds', seconds: 129_600 } });
  });

  test('a chain and 介于 are two comparisons', () => {
    const both = { kind: 'all', of: [{ op: '>=' }, { op: '<=' }] };
    expect(condition('客单价 介于 100元 到 500元')).toMatchObject(both);
    expect(condition('500元 >= 客单价 >= 100元')).toMatchObject({ kind: 'all', of: [{ op: '>=' }, { op: '>=' }] });
  });
});

describe('names', () => {
  test('segments, texts, words and coupons are folded in, from the files and the catalogue', () => {
    const catalogue: Catalogue = {
      ...UNKNOWN_CATALOGUE,
      segments: { 活跃: '30天内 进入直播间' },
      coupons: { 小券: { off: { fen: 500 }, overFen: 0, validSeconds: 86_400, stock: null } },
      texts: { 欢迎: { any: '{粉丝.昵称|亲},你好' } },
    };
    const text = `分群 "核心" 当 属于分群 "活跃" 且 R >= 4\n${sop('如果 属于分群 "核心" { 发私信 话术 "欢迎" 附券 "小券" }')}`;
    const program = programOf(text, catalogue);
    expect(Object.keys(program.segments).sort()).toEqual(['核心', '活跃']);
    expect(program.coupons).toEqual(catalogue.coupons);
    expect(program.steps[1]).toMatchObject({ text: [{ root: 'fan', field: 'nick', fallback: '亲' }, ',你好'] });
  });

  test('unknown ones and circles are problems', () => {
    const codes = (text: string) => compileText(text).problems.map(({ code }) => code);
    expect(codes(sop('发私信 "a" 附券 "没有"'))).toEqual(['SOP201']);
    const circle = '分群 "甲" 当 属于分群 "乙"\n分群 "乙" 当 属于分群 "甲"\n';
    expect(codes(`${circle}${sop('如果 属于分群 "甲" { 结束 }')}`)).toEqual(['SOP204']);
  });
});

test('equal programs have one hash, other programs another', () => {
  const hash = (body: string) => programOf(sop(body)).hash;
  expect(hash('等待1天')).toBe(hash('等待1天'));
  expect(hash('等待1天')).not.toBe(hash('等待2天'));
});

test('a test block becomes minutes, values and conditions', () => {
  const text = `${sop('分流 "AB" { "甲" 50% { 结束 } "乙" 50% { 结束 } }')}
测试 "t" {
  粉丝 "小鱼" { 授权 私信, 短信 购买次数 = 5 有标签 "老客" }
  2天前 支付(金额 = 199元 且 商品 = "口红")
  分流 "AB" = "甲"
  第0天 09:30 领券 "小券"
  第1天 应当 有标签 "老客"
  应当 发出 私信 2次
  第1天起 应当 没有发出
}`;
  const { file } = parse(text);
  const { tests, problems } = compileTests(file, createContext([file], UNKNOWN_CATALOGUE));
  expect(problems).toEqual([]);
  expect(tests[0]).toMatchObject({
    name: 't',
    sop: 'x',
    fan: { name: '小鱼', consents: ['private_message', 'sms'], tags: ['老客'] },
    arms: { AB: '甲' },
    lines: [
      {
        minute: 600 - 2 * 1440,
        event: {
          type: 'order.pay',
          properties: { amount: { kind: 'money', fen: 19_900 }, product: { value: '口红' } },
        },
      },
      { minute: 570, event: { type: 'coupon.claim', subject: '小券', properties: {} } },
      { minute: 2040, expect: { kind: 'condition', condition: { kind: 'tag', name: '老客' } } },
      { minute: 2040, expect: { kind: 'sent', channel: 'private_message', count: 2, onwards: false } },
      { minute: 1440, expect: { kind: 'sent', channel: null, count: 0, onwards: true } },
    ],
  });
});
