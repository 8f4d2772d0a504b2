import { check } from '@fanloom/dsl/check/check.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { lineStarts, locate } from '@fanloom/dsl/problem/locate.js';
import type { Problem as TextProblem } from '@fanloom/dsl/problem/problem.js';
import type { NamedKind } from '@fanloom/dsl/service/occurrence.js';
import type { Keyword } from '@fanloom/dsl/vocabulary/keyword.js';
import { spellKeyword } from '@fanloom/dsl/vocabulary/spell.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import type { Subject } from '../access/tables/subject.js';
import { appendAudit } from '../audit/audit.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import { nameKey, namedBy } from '../catalogue/named-by.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import { type CompiledDefinitions, compileDefinitions } from './compile-definitions.js';
import { requireOwnRuleTags } from './own-rule-tags.js';
import { storeDefinitions } from './store-definitions.js';

/** What a shop has defined as it is written now, and which SOPs name it. Throws a Problem (REQ404) for a foreign shop. */
export async function listDefinitions(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const [rows, named] = await Promise.all([latest(db, shopId), namedBy(db, shopId)]);
  return rows.map((row) => ({
    ...row,
    text: row.text === null ? null : wholeText(row.kind, row.name, row.text),
    used_by: named.get(nameKey(namedKind(row.kind), row.name)) ?? [],
  }));
}

/** Of segments and rule tags the condition alone is kept. */
function wholeText(kind: string, name: string, text: string): string {
  if (kind !== 'segment' && kind !== 'rule-tag') return text;
  const { language } = parse(text);
  const word = (keyword: Keyword) => spellKeyword(keyword, language) ?? '';
  const quoted = `"${name.replace(/[\\"]/g, '\\$&')}"`;
  return `${word(kind === 'segment' ? 'Segment' : 'Tag')} ${quoted} ${word('When')} ${text}`;
}

function latest(db: ScopedDb, shopId: string) {
  return db
    .selectFrom('definition_version')
    .select(['kind', 'name', 'number', 'text', 'published_at'])
    .where('shop_id', '=', shopId)
    .distinctOn(['kind', 'name'])
    .orderBy('kind')
    .orderBy('name')
    .orderBy('number', 'desc')
    .execute();
}

/** A tag that is kept true is named as any other. */
function namedKind(kind: string): NamedKind {
  return kind === 'rule-tag' ? 'tag' : (kind as NamedKind);
}

/**
 * Makes the segments, rule tags, scores, word lists and texts of a text the shop's own, in place of those of the same names. SOPs that are
 * live keep those they were published with.
 *
 * @throws Problem REQ404 for a foreign shop, DEFINE422 with what is wrong with the text, REQ400 for a tag by what is not shown
 */
export async function publishDefinitions(db: Db, author: Author, shopId: string, text: string): Promise<void> {
  await requireWriter(db, author, 'segment', shopId);
  const compiled = await compileText(scopedDb(db, author.ability), shopId, text);
  if (compiled.ruleTags.length > 0) await requireWriter(db, author, 'tag', shopId);
  if (compiled.texts.length > 0) await requireWriter(db, author, 'sop', shopId);
  requireOwnRuleTags(author, compiled);
  await db.transaction().execute(async (tx) => {
    await storeDefinitions(tx, shopId, author.staffId, compiled);
    const detail = Object.fromEntries(
      Object.entries(compiled).map(([kind, some]: [string, { name: string }[]]) => [
        kind,
        some.map(({ name }) => name),
      ]),
    );
    const entry = { action: 'definition.publish', subject: 'segment', subjectId: null, shopId, detail };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}

/** What is new is added, what is there is changed. Throws a Problem (REQ404). */
async function requireWriter(db: Db, { ability }: Author, subject: Subject, shopId: string): Promise<void> {
  for (const action of ['create', 'update'] as const) await requireInShop(db, ability, action, subject, shopId);
}

const KINDS = new Set(['segment', 'rule-tag', 'score', 'words', 'message']);

async function compileText(db: ScopedDb, shopId: string, text: string): Promise<CompiledDefinitions> {
  const catalogue = await readCatalogue(db, shopId);
  const { file } = parse(text);
  const { compiled, problems } = compileDefinitions(file, text, createContext([file], catalogue));
  const errors = [...check(text, catalogue), ...problems].filter(({ severity }) => severity === 'error');
  const others = file.definitions.some(({ kind }) => !KINDS.has(kind));
  const none = Object.values(compiled).every((some: unknown[]) => some.length === 0);
  if (errors.length > 0 || others || none) throw wrongText(text, errors);
  return compiled;
}

function wrongText(text: string, errors: readonly TextProblem[]): Problem {
  const starts = lineStarts(text);
  const problems = errors.map(({ code, range, message }) => {
    return { code, message, range, ...locate(text, range.from, starts) };
  });
  const [first] = problems;
  return new Problem(
    422,
    'DEFINE422',
    {
      zh: `这些定义还不能用：${first?.message.zh ?? '请只写分群、标签规则、评分、词库和话术。'}`,
      en: `These definitions cannot be used yet: ${first?.message.en ?? 'write segments, rule tags, scores, word lists and texts only.'}`,
    },
    { details: { problems } },
  );
}
