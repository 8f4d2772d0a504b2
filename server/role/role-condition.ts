import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { check } from '@fanloom/dsl/check/check.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { RFM_NAMES } from '@fanloom/dsl/condition/rfm.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { Problem } from '../problem/problem.js';
import { compileSegment } from '../segment/compile-segment.js';

/** A role holds in many shops: what one of them calls by a name of its own, another does not know. */
const catalogue = { ...UNKNOWN_CATALOGUE, segments: {}, scores: {} };
const ownToEachShop: ReadonlySet<string> = new Set([...RFM_NAMES, 'value_tier']);

/** The condition stands after this, as it would in a file. */
const before = '分群 "_" 当 ';

/**
 * Compiles the condition of a rule: the language of segments, without what each shop settles for itself.
 * @param path of the condition in the request
 * @throws Problem ROLE422 with what is wrong
 */
export function compileRoleCondition(text: string, path: string): Condition {
  const whole = before + text;
  const { file } = parse(whole);
  const [error] = check(whole, catalogue).filter(({ severity }) => severity === 'error');
  const [node, ...more] = file.definitions;
  if (error || node?.kind !== 'segment' || more.length > 0) throw wrong(path, error?.message ?? oneOnly);
  const { segment, problems } = compileSegment(node, whole, createContext([file], catalogue));
  if (!segment) throw wrong(path, problems[0]?.message ?? oneOnly);
  if (namesScore(segment.condition)) throw wrong(path, noScores);
  return segment.condition;
}

const oneOnly = { zh: '请只写一个条件。', en: 'Write one condition only.' };
const noScores = {
  zh: 'R、F、M、I、W 与价值层级由各店铺自己设定，角色里请直接写购买次数、购买金额等字段。',
  en: 'R, F, M, I, W and the value tier are settled by each shop; in a role, write orders, spend and the like.',
};

function namesScore(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if ('field' in part && isScore(part.field)) return true;
  return Object.values(part).some(namesScore);
}

function isScore(field: unknown): boolean {
  return (
    typeof field === 'object' &&
    field !== null &&
    'name' in field &&
    ownToEachShop.has(String(field.name)) &&
    !('custom' in field)
  );
}

function wrong(path: string, message: { zh: string; en: string }): Problem {
  return new Problem(
    422,
    'ROLE422',
    { zh: `角色的条件还不能用：${message.zh}`, en: `The condition of the role cannot be used yet: ${message.en}` },
    { fields: [{ path, message: message.en }] },
  );
}
