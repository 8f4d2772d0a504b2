/// <reference types="node" />
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UNKNOWN_CATALOGUE } from '../catalogue/catalogue.js';
import { check } from '../check/check.js';
import { runText } from '../simulate/testing/run-text.js';

const folder = new URL('../../docs/sop/', import.meta.url);
const pages = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

function blocksOf(page: string): string[] {
  return Array.from(page.matchAll(/^```sop\n(.*?)^```$/gms), ([, text = '']) => text);
}

describe.each(pages)('%s', (_, page) => {
  test('has examples that are right, with tests that pass', () => {
    for (const text of blocksOf(page)) {
      expect([text, check(text, UNKNOWN_CATALOGUE)]).toEqual([text, []]);
      for (const { test, failures } of runText(text).results) expect([test.name, failures]).toEqual([test.name, []]);
    }
  });

  test('links to pages that are there', () => {
    const links = Array.from(page.matchAll(/\]\(([^)#]+\.md)/g), ([, link = '']) => link);
    expect(links.filter((link) => !existsSync(new URL(link, folder)))).toEqual([]);
  });
});
