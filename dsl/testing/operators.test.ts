/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UNKNOWN_CATALOGUE } from '../catalogue/catalogue.js';
import { check } from '../check/check.js';
import { format } from '../format/format.js';
import { parse } from '../parser/parse.js';
import { applyFix } from '../check/testing/shop.js';
import { lineAt, lineStarts } from '../problem/locate.js';
import { meaningOf } from './same.js';
import type { Problem } from '../problem/problem.js';

/*
 * SOPs as operators write them who know the tutorial only: a careful one, a sloppy one, one who comes from WeChat Work
 * tools, one who writes long. What is said about each text is kept beside it (`-u` writes it): read the changes.
 */

const folder = new URL('operators/', import.meta.url);
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sop'));

function line(text: string, { range, code, message, fixes }: Problem): string {
  const at = lineAt(lineStarts(text), range.from) + 1;
  return [`${at} ${code} ${message.zh}`, ...fixes.map((fix) => `    ${fix.title.zh}`)].join('\n');
}

/** The text after clicking the first fix of the first problem that has one, again and again. */
function mended(text: string): string {
  for (let clicks = 0; clicks < 60; clicks++) {
    const next = check(text, UNKNOWN_CATALOGUE).find(({ severity, fixes }) => severity === 'error' && fixes.length > 0);
    if (!next) break;
    text = applyFix(text, next.fixes[0]);
  }
  return text;
}

describe.each(paths)('%s', (path) => {
  const text = readFileSync(new URL(path, folder), 'utf8');

  test('what is said about it', async () => {
    const said = check(text, UNKNOWN_CATALOGUE).map((problem) => line(text, problem));
    const after = mended(text);
    const left = check(after, UNKNOWN_CATALOGUE).map((problem) => line(after, problem));
    const page = `${said.join('\n')}\n\n== after every fix was clicked ==\n${after}\n${left.join('\n')}\n`;
    await expect(page).toMatchFileSnapshot(new URL(path.replace(/\.sop$/, '.said'), folder).pathname);
  });

  test('says the same in English keywords, and comes back as it was', () => {
    const chinese = format(mended(text), 'zh');
    if (parse(chinese).problems.some(({ severity }) => severity === 'error')) return;
    const english = format(chinese, 'en');
    expect(parse(english).problems).toEqual([]);
    expect(meaningOf(parse(english).file.definitions)).toEqual(meaningOf(parse(chinese).file.definitions));
    expect(format(english, 'zh')).toBe(chinese);
  });
});
