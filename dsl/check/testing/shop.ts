import { UNKNOWN_CATALOGUE, type Catalogue } from '../../catalogue/catalogue.js';
import type { Fix } from '../../problem/problem.js';
import { check, type SourceFile } from '../check.js';

/** A small shop with quiet hours from 22:00 to 09:00, which has set some links. */
export const SHOP: Catalogue = {
  ...UNKNOWN_CATALOGUE,
  coupons: {},
  segments: {},
  tags: ['老客'],
  levels: ['普通', 'VIP'],
  sops: [],
  fields: { 灯牌等级: 'number' },
  orderFields: { 运费: 'money' },
  links: ['live.link', 'live.short_link', 'coupon.link', 'survey.link', 'survey.short_link'],
  quiet: { from: 1320, to: 540 },
};

/** An SOP with these steps. */
export function sop(body: string, head = '当 关注\n  每人一次'): string {
  return `流程 "x" {\n  ${head}\n  ${body}\n}`;
}

/** Codes of the problems that the shop's checker finds, in order. */
export function codes(input: string | readonly SourceFile[], catalogue: Catalogue = SHOP): string[] {
  return check(input, catalogue).map((problem) => problem.code);
}

/** The text after a fix. */
export function applyFix(text: string, fix: Fix | undefined): string {
  const edits = [...(fix?.edits ?? [])].sort((a, b) => b.range.from - a.range.from);
  return edits.reduce((out, { range, text: with_ }) => out.slice(0, range.from) + with_ + out.slice(range.to), text);
}
