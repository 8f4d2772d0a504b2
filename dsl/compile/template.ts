import { own } from '../condition/facts.js';
import type { MergeNode, TextNode } from '../ast/common.js';
import type { MergeField, Template } from '../ir/program.js';
import { unknownMergeField } from '../problem/catalogue/names.js';
import type { Compilation } from './context.js';
import { findScore } from './expression.js';

/** A text as literal parts and merge fields. */
export function compileTemplate(text: TextNode, compilation: Compilation): Template {
  return text.parts.map((part) => (typeof part === 'string' ? part : mergeField(part, compilation)));
}

function mergeField(node: MergeNode, compilation: Compilation): MergeField | string {
  if (node.root === null || node.field === null) {
    compilation.problems.push(unknownMergeField(node.range, [], node.image, false));
    return '';
  }
  const score =
    node.root === 'fan' && node.custom ? findScore({ value: node.field, range: node.range }, compilation) : null;
  return {
    root: node.root,
    ...(node.of === null ? {} : { of: node.of }),
    field: node.field,
    ...(node.custom ? { custom: true, ...ownType(node.root, node.field, compilation) } : {}),
    ...(score ? { score } : {}),
    fallback: node.fallback,
  };
}

function ownType(
  root: MergeField['root'],
  name: string,
  { context: { catalogue } }: Compilation,
): Pick<MergeField, 'type'> {
  const type = own((root === 'fan' ? catalogue.fields : catalogue.orderFields) ?? {}, name);
  return type === undefined ? {} : { type };
}
