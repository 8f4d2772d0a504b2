import { describe, expect, test } from 'vitest';
import { definitionsOfName, references } from './definition.js';
import { applyEdits } from './apply-edits.js';
import { openDocument, type Project } from './project.js';
import { renamable, rename } from './rename.js';
import { marked } from './testing/marked.js';

const TEXT = `优惠券 "开业" 减10元 有效7天
评分 "热度" {
  评论 5分
}

流程 "甲" {
  当 关注
  每人一次
  分流 "AB" {
    "一组" 50% { 发私信 "{券「开业」.链接} {粉丝.「热度」}" 附券 "开业" }
    "二组" 50% { 任务 "回访" 给 负责人 期限 1天 }
  }
  打标签 "新", "老"
  最多等1天 直到 完成任务 "回访"
    等到了 { 去标签 "新" }
}

测试 "t" 针对 "甲" {
  分流 "AB" = "一组"
  第0天 关注
  应当 有标签 "新"
}
`;

/** The text, the cursor before the nth place of a quoted name. */
const cursorAt = (name: string, nth = 1) => TEXT.split(name).slice(0, nth).join(name).length + 1;

function renamed(name: string, wanted: string, nth = 1): string {
  const { project } = marked(TEXT);
  const result = rename(project, 'a.sop', cursorAt(name, nth), wanted);
  if (!result.ok) throw new Error(result.why.zh);
  return applyEdits(TEXT, result.edits[0]?.edits ?? []);
}

describe('rename', () => {
  test('a coupon: its definition, the sends and the merge fields', () => {
    const text = renamed('"开业"', '周年');
    expect(text).not.toContain('开业');
    expect(text).toContain('{券「周年」.链接}');
    expect(text).toContain('附券 "周年"');
  });

  test.each([
    ['"甲"', '乙', ['流程 "乙"', '针对 "乙"']],
    ['"热度"', '温度', ['评分 "温度"', '{粉丝.「温度」}']],
    ['"AB"', 'CD', ['分流 "CD" {', '分流 "CD" = "一组"']],
    ['"一组"', '甲组', ['"甲组" 50%', '= "甲组"']],
    ['"回访"', '电话', ['任务 "电话"', '完成任务 "电话"']],
    ['"新"', '新粉', ['打标签 "新粉", "老"', '去标签 "新粉"', '有标签 "新粉"']],
  ])('%s', (name, wanted, all) => {
    const text = renamed(name, wanted);
    for (const part of all) expect(text).toContain(part);
    expect(text).not.toContain(name);
  });

  test('from any of its places', () => {
    expect(renamed('"开业"', '周年', 2)).toBe(renamed('"开业"', '周年'));
  });

  test('keeps the quotes and escapes what would close them', () => {
    const { project, offset, text } = marked('流程 “甲¦” { 当 关注 每人一次 结束 }');
    const result = rename(project, 'a.sop', offset, '一"二');
    expect(result.ok && applyEdits(text, result.edits[0]?.edits ?? [])).toContain('流程 “一\\"二” {');
  });

  test.each([
    ['', '空'],
    [' 甲', '空格'],
    ['甲'.repeat(65), '64'],
  ])('refuses the name %j', (wanted, why) => {
    const { project } = marked(TEXT);
    const result = rename(project, 'a.sop', cursorAt('"开业"'), wanted);
    expect(!result.ok && result.why.zh).toContain(why);
  });

  test('refuses a name that another one has', () => {
    const { project } = marked(`优惠券 "另一张" 减10元 有效7天\n${TEXT}`);
    const result = rename(project, 'a.sop', '优惠券 "另'.length, '开业');
    expect(!result.ok && result.why.zh).toContain('“开业”');
  });

  test("leaves the shop's own names alone", () => {
    const source = '流程 "甲" { 当 关注 每人一次 发券 "新人¦10元" }';
    const { project, offset } = marked(source);
    const result = rename(project, 'a.sop', offset, '新人20元');
    expect(!result.ok && result.why.zh).toContain('店里');
    expect(renamable(project, 'a.sop', offset)).toBeNull();
  });

  test('offers the name without its quotes', () => {
    const { project } = marked(TEXT);
    const found = renamable(project, 'a.sop', cursorAt('"开业"'));
    expect(found && TEXT.slice(found.range.from, found.range.to)).toBe('开业');
  });
});

describe('definition and references', () => {
  const textsAt = (places: { range: { from: number; to: number } }[]) =>
    places.map(({ range }) => TEXT.slice(0, range.from).split('\n').length);

  test('goes to where a name is defined, and lists all its places', () => {
    const { project } = marked(TEXT);
    const last = TEXT.lastIndexOf('"开业"') + 1;
    expect(textsAt(definitionsOfName(project, 'a.sop', last))).toEqual([1]);
    expect(textsAt(references(project, 'a.sop', last)).sort()).toEqual([1, 10, 10]);
  });

  test('a tag comes from where it is put on', () => {
    const { project } = marked(TEXT);
    expect(textsAt(definitionsOfName(project, 'a.sop', TEXT.lastIndexOf('"新"') + 1))).toEqual([13]);
  });

  test('across the files of a folder', () => {
    const { shop } = marked('').project;
    const project: Project = {
      shop,
      documents: [openDocument('a.sop', TEXT), openDocument('b.sop', '流程 "乙" { 当 关注 每人一次 启动流程 "甲" }')],
    };
    const offset = '流程 "乙" { 当 关注 每人一次 启动流程 "'.length;
    expect(definitionsOfName(project, 'b.sop', offset)).toMatchObject([{ path: 'a.sop' }]);
    const result = rename(project, 'b.sop', offset, '丙');
    expect(result.ok && result.edits.map(({ path, edits }) => [path, edits.length])).toEqual([
      ['a.sop', 2],
      ['b.sop', 1],
    ]);
  });

  test("the shop's own names have none", () => {
    const { project, offset } = marked('流程 "甲" { 当 关注 每人一次 发券 "新人¦10元" }');
    expect(definitionsOfName(project, 'a.sop', offset)).toEqual([]);
  });
});

test('any offset of a broken text gets an answer', () => {
  const source = '流程 "甲 { 分流 "x { "a" 5% { 打标签 "新", 发私信 "{券「';
  const { project } = marked(source);
  for (let i = 0; i <= source.length; i++) {
    expect(() => rename(project, 'a.sop', i, '新名')).not.toThrow();
    expect(() => references(project, 'a.sop', i)).not.toThrow();
  }
});
