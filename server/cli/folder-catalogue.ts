import type { EventNode } from '@fanloom/dsl/ast/condition.js';
import type { DefinitionNode } from '@fanloom/dsl/ast/file.js';
import { atomsOf, eventsOf } from '@fanloom/dsl/ast/walk.js';
import { type Catalogue, UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { allSteps, conditionsIn } from '@fanloom/dsl/check/conditions.js';
import type { SourceFile } from '@fanloom/dsl/check/check.js';
import type { CouponTerms } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { closest } from '@fanloom/dsl/problem/similar.js';

export interface FolderCatalogue {
  catalogue: Catalogue;
  /** Coupons that the files name and do not define: taken as the shop's own. */
  assumed: string[];
}

/** Stands in for the terms of a coupon that only the shop knows: it never ends. */
const UNKNOWN_TERMS: CouponTerms = { off: { fen: 0 }, overFen: 0, validSeconds: 3650 * 86_400, stock: null };

/**
 * What files may name when no shop is at hand. Segments, texts and word lists stand in the files; tags and SOPs may be
 * the shop's, and so may a coupon, unless its name looks like a slip in one that the files define.
 */
export function folderCatalogue(files: readonly SourceFile[]): FolderCatalogue {
  const definitions = files.flatMap(({ text }) => parse(text).file.definitions);
  const defined = definitions.flatMap((one) => (one.kind === 'coupon' ? one.name.value : []));
  const named = new Set(definitions.flatMap(couponsNamedIn));
  const assumed = [...named].filter((name) => !defined.includes(name) && closest(name, defined) === null);
  const catalogue = {
    ...UNKNOWN_CATALOGUE,
    coupons: Object.fromEntries(assumed.map((name) => [name, UNKNOWN_TERMS])),
    segments: {},
    texts: {},
    words: {},
  };
  return { catalogue, assumed };
}

function couponsNamedIn(definition: DefinitionNode): string[] {
  const events = [...conditionsIn(definition)].flatMap(({ condition }) => [...atomsOf(condition)].flatMap(eventsOf));
  const names = events.flatMap(couponOf);
  if (definition.kind === 'test') {
    names.push(...definition.lines.flatMap((line) => (line.kind === 'event' ? couponOf(line.event) : [])));
  }
  if (definition.kind !== 'sop') return names;
  const given = [...allSteps(definition)].flatMap((step) =>
    step.kind === 'send' || step.kind === 'grant' ? (step.coupon?.value ?? []) : [],
  );
  return [...names, ...given];
}

function couponOf({ type, subject }: EventNode): string[] {
  return type.startsWith('coupon.') && subject !== null ? [subject.value] : [];
}
