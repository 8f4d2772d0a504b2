import { check } from '@fanloom/dsl/check/check.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { lineStarts, locate } from '@fanloom/dsl/problem/locate.js';
import type { Problem as TextProblem } from '@fanloom/dsl/problem/problem.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readCatalogue } from '../catalogue/catalogue.queries.js';
import { Problem } from '../problem/problem.js';
import { type CompiledSegment, compileSegment } from './compile-segment.js';

/** The condition stands after this, as it would in a file. */
export const BEFORE = '分群 "_" 当 ';

/**
 * Reads one condition in the words of the language, `购买次数 >= 3 且 M >= 4`, with what the shop calls by name.
 * @throws Problem REQ404 for a foreign shop, SEGMENT422 with what is wrong with the text
 */
export async function readCondition(db: ScopedDb, shopId: string, text: string): Promise<CompiledSegment> {
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
