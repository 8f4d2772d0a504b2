import type { DefinitionNode } from '../ast/file.js';
import { atomsOf } from '../ast/walk.js';
import { tooManyAtoms } from '../problem/catalogue/size.js';
import { conditionsIn } from './conditions.js';
import type { CheckContext } from './context.js';

const MAX_ATOMS = 100;

/** SOP804: a condition has at most 100 parts, those in brackets counted. */
export function checkSize(definition: DefinitionNode, context: CheckContext): void {
  for (const { condition } of conditionsIn(definition)) {
    if ([...atomsOf(condition)].length > MAX_ATOMS) context.report(tooManyAtoms(condition.range, []));
  }
}
