/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../compile/compile.js';
import { createContext } from '../compile/context.js';
import { parse } from '../parser/parse.js';
import * as contact from '../problem/catalogue/contact.js';
import * as flow from '../problem/catalogue/flow.js';
import * as names from '../problem/catalogue/names.js';
import * as size from '../problem/catalogue/size.js';
import * as soundness from '../problem/catalogue/soundness.js';
import * as tests from '../problem/catalogue/tests.js';
import * as time from '../problem/catalogue/time.js';
import * as values from '../problem/catalogue/values.js';
import * as writing from '../problem/catalogue/writing.js';
import type { Problem } from '../problem/problem.js';
import { halfWidthMarks } from '../problem/testing/half-width.js';
import { check } from './check.js';
import { expandExample } from './testing/example.js';
import { applyFix, SHOP } from './testing/shop.js';

/*
 * docs/problems has a page for every code, with a wrong and a right example. The examples are run here: the wrong one
 * gives the problem in the words that the page quotes, the right one is clean.
 */

const folder = new URL('../../docs/problems/', import.meta.url);
const pages = readdirSync(folder)
  .filter((file) => file.startsWith('SOP'))
  .map((file) => ({ code: file.slice(0, -'.md'.length), text: readFileSync(new URL(file, folder), 'utf8') }));
const index = readFileSync(new URL('README.md', folder), 'utf8');

type Family = Record<string, Pick<Problem, 'code' | 'severity'>>;

const makers = [contact, flow, names, size, soundness, tests, time, values, writing].flatMap((family: Family) =>
  Object.values(family),
);
const severities = new Map(makers.map(({ code, severity }) => [code, severity]));

/** What checking and, after that, compiling finds. */
function problemsOf(text: string): Problem[] {
  const { file } = parse(text);
  const context = createContext([file], SHOP);
  const sops = file.definitions.filter((definition) => definition.kind === 'sop');
  return [...check(text, SHOP), ...sops.flatMap((sop) => (sop.sound ? [] : compile(sop, context).problems))];
}

function example(page: string, which: 'wrong' | 'right'): string {
  const found = new RegExp(`\`\`\`sop ${which}\n(.*?)\n\`\`\``, 's').exec(page);
  if (!found) throw new Error(`The page has no ${which} example`);
  return expandExample(found[1] ?? '');
}

test('each code is used once', () => {
  expect(severities.size).toBe(makers.length);
});

test('each code has a page, each page a code, and the index links them all', () => {
  const codes = [...severities.keys()].sort();
  expect(pages.map(({ code }) => code).sort()).toEqual(codes);
  expect([...index.matchAll(/\]\((SOP\d+)\.md\)/g)].map(([, code]) => code)).toEqual(codes);
});

describe.each(pages)('$code', ({ code, text }) => {
  test('says how grave it is, in both languages', () => {
    const wanted = severities.get(code) === 'error' ? '**错误 · Error**' : '**提醒 · Reminder**';
    expect(text).toContain(wanted);
    expect(text).toContain('## 中文');
    expect(text).toContain('## English');
  });

  test('has full-width marks in its Chinese', () => {
    const chinese = /## 中文\n(.*?)## English/s.exec(text)?.[1] ?? '';
    expect(halfWidthMarks(chinese.replace(/`[^`\n]*`/g, '`'))).toEqual([]);
  });

  test('the wrong example gives the problem as quoted', () => {
    const problem = problemsOf(example(text, 'wrong')).find((found) => found.code === code);
    expect(text).toContain(`> ${problem?.message.zh}\n`);
    expect(text).toContain(`> ${problem?.message.en}\n`);
  });

  test('the right example is clean', () => {
    expect(problemsOf(example(text, 'right'))).toEqual([]);
  });

  test('every fix of the wrong example mends it', () => {
    const wrong = example(text, 'wrong');
    const problem = problemsOf(wrong).find((found) => found.code === code);
    for (const fix of problem?.fixes ?? []) {
      const places = (found: Problem[]) => found.filter((other) => other.code === code).length;
      expect([fix.title.en, places(problemsOf(applyFix(wrong, fix)))]).toEqual([
        fix.title.en,
        places(problemsOf(wrong)) - 1,
      ]);
    }
  });
});
