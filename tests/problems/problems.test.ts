import { expect, it } from 'vitest';
import { type Entry, readCatalogue } from './catalogue.js';

const entries = readCatalogue();

it('every code says in both languages what happened', () => {
  expect(entries.length).toBeGreaterThan(150);
  expect(entries.filter(({ texts }) => texts.length === 0).map(({ code }) => code)).toEqual([]);
});

it('addresses people as 您', () => {
  expect(entries.filter(({ texts }) => texts.some(({ zh }) => zh.includes('你'))).map(({ code }) => code)).toEqual([]);
});

it('the page for people and what the server tells are those of the code: npm run problems makes them again', async () => {
  await expect(page(entries)).toMatchFileSnapshot('../../docs/problems/codes.md');
  await expect(source(entries)).toMatchFileSnapshot('../../server/problem/generated/catalogue.ts');
});

function page(all: Entry[]): string {
  const sections = all.map(({ code, texts }) => {
    const told = texts.map(({ zh, en }) => `${zh}\n\n${en}\n`);
    return `## ${code}\n\n${told.join('\n')}`;
  });
  return `# 运行中的提示 · What the product answers

网页、接口和 \`fanloom\` 命令给出的每一个编号:发生了什么,该怎么办。“…”是当时的名字或数字。产品自己也回答:\`/problems/编号\`。编号不会改变含义。

Every code that pages, the API and the \`fanloom\` command give: what happened, and what to do. “…” stands for a name or a
number of the case. The product tells them too, at \`/problems/CODE\`, which is the \`type\` of an answer. A code never changes its meaning.

${sections.join('\n')}`;
}

function source(all: Entry[]): string {
  const rows = all.map(({ code, texts }) => `  ['${code}', ${JSON.stringify(texts)}],\n`);
  return `// Made from the sources by npm run problems.
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';

/** What is said with each code; several sentences where they differ by case. */
export const catalogue: ReadonlyMap<string, readonly Bilingual[]> = new Map([
${rows.join('')}]);
`;
}
