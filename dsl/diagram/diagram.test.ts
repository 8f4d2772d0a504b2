import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '../catalogue/catalogue.js';
import { createContext } from '../compile/context.js';
import { explain } from '../explain/explain.js';
import { parse } from '../parser/parse.js';
import { type Diagram, type DiagramNode, nodeAt } from './diagram.js';
import { draw } from './draw.js';
import { mermaid } from './mermaid.js';
import { svg } from './svg.js';
import { wrap, widthOf } from './measure.js';

function drawn(text: string): Diagram {
  const { file } = parse(text);
  const [sop] = file.definitions.filter((definition) => definition.kind === 'sop');
  if (!sop) throw new Error('There is no SOP');
  return draw(sop, createContext([file], UNKNOWN_CATALOGUE), 'zh');
}

const TEXT = `流程 "a" {
  当 关注
  每人一次
  一旦 支付 就离开 { 打标签 "买了" }
  第0天 { 发私信 "欢迎" 打标签 "新" }
  第3天 10:00 {
    如果 有标签 "大" { 发短信 "大客户" 等待1天 打标签 "等过" }
    否则 { 结束 }
    任务 "回访" 给 负责人 期限 1天
  }
}`;

const FOLDER = new URL('../testing/reference/zh/', import.meta.url);
const references = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);

describe('the layout of an SOP', () => {
  const diagram = drawn(TEXT);
  const titled = (title: string): DiagramNode => {
    const node = diagram.nodes.find((one) => one.words.includes(title));
    if (!node) throw new Error(`There is no ${title}`);
    return node;
  };

  it('goes from left to right as time goes by, and down what happens at one time', () => {
    const columns = ['关注', '欢迎', '大客户', '等过', '回访', '走完'].map((title) => titled(title).x);
    expect(columns).toEqual([...columns].sort((a, b) => a - b));
    expect(new Set(columns).size).toBe(columns.length);
    expect(titled('打标签“新”').x).toBe(titled('欢迎').x);
    expect(titled('打标签“新”').y).toBeGreaterThan(titled('欢迎').y);
  });

  it('puts the times over their columns and the waits of a branch into it', () => {
    const [entry, day0, day3, ...others] = diagram.nodes.filter(({ onAxis }) => onAxis);
    expect([entry?.x, day0?.x, day3?.x]).toEqual([titled('关注').x, titled('欢迎').x, titled('看粉丝').x]);
    expect(others).toEqual([]);
    expect(titled('等待1天').y).toBeGreaterThan(titled('第3天').y);
  });

  it('lets branches meet again, except where one ends', () => {
    const into = diagram.edges.filter(({ to }) => to === titled('回访').id).map(({ from }) => from);
    expect(into).toEqual([titled('等过').id]);
  });

  it('stands what may happen at any time below everything else', () => {
    const y = diagram.anyTime?.y ?? 0;
    const below = diagram.nodes.filter((node) => node.y > y).map(({ words }) => words);
    expect(below).toEqual(['一旦支付，就离开', '打标签“买了”']);
  });

  it.each([
    ['欢迎', '发私信：“欢迎”'],
    ['第3天', '第3天 10:00'],
    ['大客户', '发短信：“大客户”'],
    ['就离开', '一旦支付，就离开'],
    ['买了', '打标签“买了”'],
  ])('knows that %s is written in %s', (word, words) => {
    expect(nodeAt(diagram, TEXT.indexOf(word))?.words).toBe(words);
  });

  it.each(references)('leaves no node over another, and none alone, in %s', (_, text) => {
    const { nodes, edges, width, height } = drawn(text);
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.words} / ${b.words}`).toBe(true);
      }
      expect(a.x + a.width <= width && a.y + a.height <= height).toBe(true);
    }
    const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
    const alone = nodes.filter(({ id, kind }) => !linked.has(id) && kind !== 'time' && kind !== 'leave');
    expect(alone).toEqual([]);
  });
});

it.each(references.slice(0, 8))('draws and explains what can be read of %s while it is being written', (_, text) => {
  for (let end = 0; end < text.length; end += 17) {
    const written = text.slice(0, end);
    const { file } = parse(written);
    const context = createContext([file], UNKNOWN_CATALOGUE);
    for (const sop of file.definitions) {
      if (sop.kind !== 'sop') continue;
      expect(svg(draw(sop, context, 'en'), written)).toMatch(/^<svg .*<\/svg>\n$/s);
      expect(explain(sop, context, 'zh').name).toBe(sop.name.value);
    }
  }
});

it('draws thousands of waits in a row', () => {
  const text = `流程 "a" { 当 关注 每人一次 ${'等待1天 '.repeat(3000)} 打标签 "b" }`;
  expect(svg(drawn(text), text).match(/class="edge"/g)).toHaveLength(2);
});

describe('SVG', () => {
  it('tells the line and place in the text of every node', () => {
    const line = svg(drawn(TEXT), TEXT)
      .split('\n')
      .find((part) => part.includes('发短信：“大客户”'));
    const from = TEXT.indexOf('发短信');
    expect(line).toContain(`data-line="7" data-from="${String(from)}" data-to="${String(from + 9)}"`);
  });

  it('holds nothing that a text could break it with', () => {
    const text = '流程 "<a & b>" { 当 关注 每人一次 发私信 "<script>alert(1)</script>\\"&\u0007" }';
    const written = svg(drawn(text), text);
    expect(written).not.toMatch(/<script|\u0007| & /);
    expect(written).toContain('aria-label="&lt;a &amp; b&gt;"');
  });
});

describe('Mermaid', () => {
  it('says what follows what', () => {
    const written = mermaid(drawn('流程 "a" { 当 关注 每人一次 第1天 { 发私信 "\\"好\\" #1" } }'));
    expect(written.split('\n').slice(3)).toEqual([
      'flowchart LR',
      '  n1(["关注"])',
      '  n2("第1天（进入时的钟点）")',
      '  n3["发私信<br/>#34;好#34; #35;1"]',
      '  n4(("走完"))',
      '  n1 --> n2',
      '  n2 --> n3',
      '  n3 --> n4',
      '',
    ]);
  });
});

describe('lines', () => {
  it('fit, lose nothing, and do not begin with a closing mark', () => {
    const lines = wrap('给负责人派任务“电话回访”，期限1天。{粉丝.昵称|亲}', 12, 9);
    expect(lines.join('')).toBe('给负责人派任务“电话回访”，期限1天。{粉丝.昵称|亲}');
    expect(lines.every((line) => widthOf(line) <= 12 && !/^[，。”]/.test(line))).toBe(true);
  });

  it('end with an ellipsis where something is cut off', () => {
    expect(wrap('一二三四五六七八九十', 4, 2)).toEqual(['一二三四', '五六七…']);
  });
});
