import type { Bilingual } from '../problem/problem.js';
import { type NamedKind, occurrencesIn } from './occurrence.js';
import type { Project } from './project.js';

export interface KnownName {
  name: string;
  /** Where it comes from. */
  detail: Bilingual;
}

const OF_SHOP: Bilingual = { zh: '店里的', en: 'of the shop' };
const OF_TEXT: Bilingual = { zh: '文本里的', en: 'of the text' };

/** Names of a kind that may be used: those the texts define or put on, then those of the shop. */
export function knownNames(project: Project, kind: NamedKind): KnownName[] {
  const names = new Map<string, Bilingual>();
  for (const one of project.documents.flatMap(occurrencesIn)) {
    if (one.kind === kind && one.role !== 'uses') names.set(one.name, OF_TEXT);
  }
  for (const name of shopNames(project, kind)) if (!names.has(name)) names.set(name, OF_SHOP);
  return [...names].map(([name, detail]) => ({ name, detail }));
}

export function isOfShop(project: Project, kind: NamedKind, name: string): boolean {
  return shopNames(project, kind).includes(name);
}

function shopNames({ shop: { catalogue } }: Project, kind: NamedKind): readonly string[] {
  switch (kind) {
    case 'tag':
      return catalogue.tags ?? [];
    case 'sop':
      return catalogue.sops ?? [];
    case 'coupon':
      return Object.keys(catalogue.coupons ?? {});
    case 'segment':
      return Object.keys(catalogue.segments ?? {});
    case 'message':
      return Object.keys(catalogue.texts ?? {});
    case 'words':
      return Object.keys(catalogue.words ?? {});
    case 'survey':
      return catalogue.surveys ?? [];
    case 'group':
      return catalogue.groups ?? [];
    case 'level':
      return catalogue.levels ?? [];
    case 'field':
      return Object.keys(catalogue.fields ?? {});
    case 'property':
      return Object.keys(catalogue.orderFields);
    case 'event':
      return catalogue.events ?? [];
    default:
      return [];
  }
}
