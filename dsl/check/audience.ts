import type { ConditionNode } from '../ast/condition.js';
import type { DefinitionNode } from '../ast/file.js';
import { atomsOf } from '../ast/walk.js';
import { missingNeverMatches, silentIncludesStrangers } from '../problem/catalogue/flow.js';
import { fix } from '../problem/define.js';
import { fieldWord } from '../vocabulary/field.js';
import { spellWord } from '../vocabulary/spell.js';
import { conditionsIn } from './conditions.js';
import { inLanguage, textAt, type CheckContext } from './context.js';

/** SOP533, SOP534: conditions that find more or fewer people than they seem to. */
export function checkAudience(definition: DefinitionNode, context: CheckContext): void {
  for (const { condition, position } of conditionsIn(definition)) {
    if (position !== 'when' && position !== 'rule') continue;
    for (const arm of condition.kind === 'or' ? condition.of : [condition]) checkStrangers(arm, context);
    for (const atom of atomsOf(condition)) checkMissing(atom, context);
  }
}

/** Everybody who never came is "silent", too, unless something else says that they once did. */
function checkStrangers(arm: ConditionNode, context: CheckContext): void {
  const parts = arm.kind === 'and' ? arm.of : [arm];
  const isSilence = (part: ConditionNode) => part.kind === 'did' && part.no && part.window?.kind === 'within';
  const silence = parts.find(isSilence);
  if (silence?.kind !== 'did' || !silence.window) return;
  if (!parts.every((part) => isSilence(part) || part.kind === 'schedule')) return;
  const end = { from: silence.range.to, to: silence.range.to };
  const add = inLanguage(context, ' 且 曾经支付', ' and ever order.pay');
  const fixes = [fix('加上“且 曾经支付”', 'Add “and ever order.pay”', end, add)];
  context.report(silentIncludesStrangers(silence.range, fixes, textAt(context, silence.window.range)));
}

function checkMissing(atom: ConditionNode, context: CheckContext): void {
  if (atom.kind !== 'compare' || atom.ops.length !== 1 || !atom.ops[0]?.startsWith('<')) return;
  const [left] = atom.operands;
  if (left?.kind !== 'field' || left.field.custom || fieldWord(left.field.name)?.always) return;
  context.report(missingNeverMatches(atom.range, [], spellWord(left.field.name, context.parsed.language)));
}
