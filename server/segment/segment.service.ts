import { check } from '@fanloom/dsl/check/check.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { lineStarts, locate } from '@fanloom/dsl/problem/locate.js';
import type { Problem as TextProblem } from '@fanloom/dsl/problem/problem.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import { keepWordings } from '../wording/keep-wordings.js';
import { type CompiledSegment, compileSegment } from './compile-segment.js';

/** The segments of a shop by name. Throws a Problem (REQ404) for a foreign shop. */
export async function listSegments(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  return db
    .selectFrom('segment')
    .select(['id', 'name', 'text', 'updated_at'])
    .where('shop_id', '=', shopId)
    .orderBy('name')
    .execute();
}

export interface NewSegment {
  shop_id: string;
  name: string;
  /** The condition, in the words of the language: `购买次数 >= 3 且 M >= 4`. */
  text: string;
}

/**
 * Adds a segment to a shop.
 * @throws Problem REQ404 for a foreign shop, SEGMENT422 with what is wrong with the condition, SEGMENT409 for a known name
 */
export async function createSegment(db: Db, author: Author, { shop_id, name, text }: NewSegment) {
  await requireInShop(db, author.ability, 'create', 'segment', shop_id);
  const compiled = await compileText(scopedDb(db, author.ability), shop_id, text);
  return db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('segment')
      .values({ shop_id, name, text: compiled.text, condition: JSON.stringify(compiled.condition) })
      .onConflict((same) => same.columns(['shop_id', 'name']).doNothing())
      .returning(['id', 'name', 'text', 'updated_at'])
      .executeTakeFirst();
    if (!added)
      throw conflict('SEGMENT409', '店里已经有这个名字的分群。', 'The shop already has a segment of this name.');
    await keepWordings(tx, shop_id, author.staffId, [{ kind: 'segment', name, text: compiled.text }]);
    const entry = { action: 'segment.create', subject: 'segment', subjectId: added.id, shopId: shop_id };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
    return added;
  });
}

/** The condition stands after this, as it would in a file. */
const BEFORE = '分群 "_" 当 ';

async function compileText(db: ScopedDb, shopId: string, text: string): Promise<CompiledSegment> {
  const whole = BEFORE + text;
  const catalogue = await readCatalogue(db, shopId);
  const { file } = parse(whole);
  const errors = check(whole, catalogue).filter(({ severity }) => severity === 'error');
  const [node, ...more] = file.definitions;
  if (errors.length > 0 || node?.kind !== 'segment' || more.length > 0) throw wrongCondition(text, errors);
  const { segment, problems } = compileSegment(node, whole, createContext([file], catalogue));
  if (!segment) throw wrongCondition(text, problems);
  return segment;
}

function wrongCondition(text: string, errors: readonly TextProblem[]): Problem {
  const starts = lineStarts(text);
  const problems = errors.map(({ code, range, message }) => {
    const from = Math.max(0, range.from - BEFORE.length);
    const to = Math.max(from, range.to - BEFORE.length);
    return { code, message, range: { from, to }, ...locate(text, from, starts) };
  });
  const [first] = problems;
  return new Problem(
    422,
    'SEGMENT422',
    {
      zh: `这个条件还不能用：${first?.message.zh ?? '请只写一个条件。'}`,
      en: `This condition cannot be used yet: ${first?.message.en ?? 'write one condition only.'}`,
    },
    { details: { problems } },
  );
}
