import type { DefineNode, DefinitionNode, FileNode, SopNode } from '../ast/file.js';

type OfKind<K extends DefineNode['kind']> = Extract<DefineNode, { kind: K }>;

/** What the files themselves define, by name. Where a name is defined twice the first counts. */
export interface Definitions {
  sops: ReadonlyMap<string, SopNode>;
  segments: ReadonlyMap<string, OfKind<'segment'>>;
  ruleTags: ReadonlyMap<string, OfKind<'rule-tag'>>;
  scores: ReadonlyMap<string, OfKind<'score'>>;
  coupons: ReadonlyMap<string, OfKind<'coupon'>>;
  messages: ReadonlyMap<string, OfKind<'message'>>;
  words: ReadonlyMap<string, OfKind<'words'>>;
}

/** Collects the definitions of one file or of a folder. */
export function definitionsOf(files: readonly FileNode[]): Definitions {
  const all = files.flatMap((file) => file.definitions);
  return {
    sops: byName(all, 'sop'),
    segments: byName(all, 'segment'),
    ruleTags: byName(all, 'rule-tag'),
    scores: byName(all, 'score'),
    coupons: byName(all, 'coupon'),
    messages: byName(all, 'message'),
    words: byName(all, 'words'),
  };
}

function byName<K extends DefinitionNode['kind']>(all: DefinitionNode[], kind: K) {
  const found = new Map<string, Extract<DefinitionNode, { kind: K }>>();
  const isKind = (node: DefinitionNode): node is Extract<DefinitionNode, { kind: K }> => node.kind === kind;
  for (const node of all) if (isKind(node) && !found.has(node.name.value)) found.set(node.name.value, node);
  return found;
}
