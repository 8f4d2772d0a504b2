import { describe, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { review, type ReviewedFile } from './review.js';

function reviewOf(...texts: string[]): ReviewedFile[] {
  const files = texts.map((text, i) => ({ path: `${String(i)}.sop`, text }));
  return review(files, { catalogue: { ...UNKNOWN_CATALOGUE, coupons: {} }, options: NEW_SHOP });
}

const codes = (file: ReviewedFile | undefined) => file?.problems.map(({ code }) => code);

const test = (name: string, sop = '') => `\n测试 "${name}" ${sop} { 第0天 关注 应当 已走完 }`;

describe('review', () => {
  it('does not say again what the compiler stumbles over at a mistake', () => {
    const [file] = reviewOf(`流程 "a" { 当 关注 每人一次 发私信 "x" 附券 "没有" }${test('t')}`);
    expect(codes(file)).toEqual(['SOP201']);
    expect(file?.sops).toEqual([{ name: 'a', program: null, coverage: null }]);
    expect(file?.tests).toMatchObject([{ test: { name: 't' }, result: null }]);
  });

  it('uses definitions and SOPs of all files, and tells problems file by file', () => {
    const [one, two] = reviewOf(
      '优惠券 "券" 减10元 有效7天',
      `流程 "a" { 当 关注 每人一次 发私信 "x" 附券 "券" }\n流程 "b" { 当 关注 打标签 "x" }${test('t', '针对 "a"')}`,
    );
    expect([codes(one), codes(two)]).toEqual([[], ['SOP502']]);
    expect(two?.problems[0]?.file).toBe('1.sop');
    expect(two?.tests[0]?.result?.passed).toBe(true);
  });

  it('compiles segments, and keeps their condition as written', () => {
    const [file] = reviewOf('分群 "常客" 当 购买次数 >= 3');
    expect(file?.defined.segments).toMatchObject([
      { name: '常客', text: '购买次数 >= 3', condition: { kind: 'compare' } },
    ]);
  });

  it('goes on to other SOPs after one that cannot be read', () => {
    const [file] = reviewOf('流程 "a" { 当 关注 每人一次 发私信 }\n流程 "b" { 当 关注 每人一次 打标签 "x" }');
    expect(file?.sops.map(({ name, program }) => [name, program !== null])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  it('stops running tests that go in too many ways', () => {
    const arms = Array.from({ length: 10 }, (_, i) => `"${String(i)}" 10% { }`).join(' ');
    const splits = ['a', 'b', 'c'].map((name) => `分流 "${name}" { ${arms} }`).join('\n');
    const tests = Array.from({ length: 7 }, (_, i) => test(`t${String(i)}`)).join('');
    const [file] = reviewOf(`流程 "a" { 当 关注 每人一次\n${splits} }${tests}`);
    expect(file?.tests.map(({ result }) => result?.passed)).toEqual([...Array<boolean>(5).fill(true), false, false]);
    expect(file?.tests[6]?.result?.failures[0]?.message.en).toContain('this one was not run');
  });
});
