import { createHash } from 'node:crypto';
import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import { canonicalJson } from '@fanloom/dsl/compile/hash.js';
import { type NamedKind, occurrencesIn } from '@fanloom/dsl/service/occurrence.js';
import { openDocument } from '@fanloom/dsl/service/project.js';

type Meaning = Parameters<typeof canonicalJson>[0];

/** What a text means with everything it names: the hash of all of it, and of each named thing by `kind:name`. */
export interface Binding {
  hash: string;
  named: Record<string, string>;
}

/** @param programHash of the SOP as it would run: conditions, texts and coupons are folded in */
export function bindingOf(text: string, programHash: string, catalogue: Catalogue): Binding {
  const named: Record<string, string> = {};
  const open = [text];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { kind, name } of occurrencesIn(openDocument('', next))) {
      const key = `${kind}:${name}`;
      const found = Object.hasOwn(named, key) ? undefined : lookUp(kind, name, catalogue);
      if (!found) continue;
      named[key] = sha256(canonicalJson(found.meaning));
      if (found.text !== undefined) open.push(found.text);
    }
  }
  return { hash: sha256(canonicalJson({ text, program: programHash, named })), named };
}

/** Names whose meaning is no longer what it was, in the order of the alphabet. */
export function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => before[key] !== after[key])
    .map((key) => key.slice(key.indexOf(':') + 1))
    .sort();
}

interface Found {
  meaning: Meaning;
  /** A definition that may name more. */
  text?: string;
}

/** What the shop has under a name; undefined for nothing. */
function lookUp(kind: NamedKind, name: string, catalogue: Catalogue): Found | undefined {
  switch (kind) {
    case 'message': {
      const words = own(catalogue.texts, name);
      return words && { meaning: { words: { ...words }, service: catalogue.serviceTexts?.includes(name) ?? false } };
    }
    case 'coupon': {
      const terms = own(catalogue.coupons, name);
      return terms && { meaning: { ...terms } };
    }
    case 'words': {
      const words = own(catalogue.words, name);
      return words && { meaning: [...words] };
    }
    case 'segment':
    case 'tag': {
      const condition = own(kind === 'segment' ? catalogue.segments : catalogue.ruleTags, name);
      return typeof condition === 'string' ? { meaning: condition, text: `分群 "x" 当 ${condition}` } : undefined;
    }
    case 'score': {
      const text = own(catalogue.scores, name);
      return text === undefined ? undefined : { meaning: text, text };
    }
    case 'sop':
      return catalogue.sops?.includes(name) ? { meaning: true } : undefined;
    default:
      return undefined;
  }
}

function own<T>(all: Readonly<Record<string, T>> | null, name: string): T | undefined {
  return all && Object.hasOwn(all, name) ? all[name] : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
