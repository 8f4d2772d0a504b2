import type { MergeNode } from '../ast/common.js';
import { fix } from '../problem/define.js';
import type { Fix } from '../problem/problem.js';
import { closest } from '../problem/similar.js';
import { MERGE_FIELDS, MERGE_ROOTS, type MergeRoot } from '../vocabulary/merge-field.js';
import { MISNOMERS } from '../vocabulary/misnomer.js';
import type { CheckContext } from './context.js';

/** What people write for the first part of a merge field. */
const ROOT_WORDS: Record<string, MergeRoot> = {
  客户: 'fan',
  用户: 'fan',
  会员: 'fan',
  顾客: 'fan',
  优惠券: 'coupon',
  红包: 'coupon',
  直播: 'live',
  商店: 'shop',
  店: 'shop',
  customer: 'fan',
  user: 'fan',
  voucher: 'coupon',
  store: 'shop',
  ...Object.fromEntries(
    Object.entries(MERGE_ROOTS).flatMap(([id, { zh }]) => [
      [id, id],
      [zh, id],
    ]),
  ),
};

const LONGEST_FIRST = Object.keys(ROOT_WORDS).sort((a, b) => b.length - a.length);

/** What was meant by a merge field that the system does not know, as fixes; empty where nobody can tell. */
export function mergeFixes(merge: MergeNode, context: CheckContext): Fix[] {
  const [written = '', fallback] = merge.image.split('|', 2);
  const word = LONGEST_FIRST.find((root) => written.trim().startsWith(root));
  const root = word === undefined ? null : ROOT_WORDS[word];
  const field = written
    .trim()
    .slice(word?.length ?? 0)
    .replace(/^[.的．\s]+/u, '');
  const meant = root ? meantFields(root, field, context) : everyRoot(field);
  return meant.slice(0, 3).map((right) => {
    const image = fallback === undefined ? right : `${right}|${fallback}`;
    return fix(`改成 {${image}}`, `Write {${image}}`, merge.range, `{${image}}`);
  });
}

/** `{链接}`: of the coupon, the live room or the shop. */
function everyRoot(field: string): string[] {
  return (Object.keys(MERGE_FIELDS) as MergeRoot[]).flatMap((root) => {
    const found = Object.entries(MERGE_FIELDS[root]).find(([id, { zh }]) => field === id || field === zh);
    if (!found) return [];
    return [field === found[0] ? `${root}.${field}` : `${MERGE_ROOTS[root].zh}.${field}`];
  });
}

function meantFields(root: MergeRoot, field: string, context: CheckContext): string[] {
  const english = context.parsed.language === 'en';
  const name = english ? root : MERGE_ROOTS[root].zh;
  if ((root === 'fan' || root === 'entry') && isOwn(field, context)) return [`${name}.「${field}」`];
  const words = Object.entries(MERGE_FIELDS[root]).flatMap(([id, { zh }]) => [zh, id]);
  const synonym = MISNOMERS[field];
  const right = typeof synonym === 'string' && words.includes(synonym) ? synonym : field;
  const near = words.includes(right) ? right : closest(right, words);
  return near === null ? [] : [`${name}.${near}`];
}

/** Is it a field or an event property of the shop, or used as one in this file? */
function isOwn(field: string, { catalogue, parsed }: CheckContext): boolean {
  if (catalogue.fields && Object.hasOwn(catalogue.fields, field)) return true;
  return parsed.tokens.some(
    (token, i) => token.value === field && parsed.tokens[i - 1]?.tokenType.name === 'CustomField',
  );
}
