import type { SopNode } from '../ast/file.js';
import type { PropertyNode } from '../ast/common.js';
import { atomsOf, eventsOf, expressionsOf } from '../ast/walk.js';
import { entryNotInCondition, sameNotOnEntry } from '../problem/catalogue/names.js';
import { spellWord } from '../vocabulary/spell.js';
import { conditionsIn } from './conditions.js';
import { textAt, type CheckContext } from './context.js';
import { WaysIn } from './ways-in.js';

/** SOP212, SOP220: `每个工单一次`, `同一工单` and `本次.工单` need a ticket on everything that lets a fan in. */
export function checkSame(sop: SopNode, context: CheckContext): void {
  const ways = new WaysIn(sop, context);
  const needs = (property: PropertyNode) => {
    if (property.custom || ways.carry(property.name)) return;
    context.report(sameNotOnEntry(property.range, [], spellWord(property.name, context.parsed.language)));
  };
  for (const head of sop.heads) if (head.kind === 'reentry' && head.per) needs(head.per);
  for (const { condition, position } of conditionsIn(sop)) {
    for (const atom of atomsOf(condition)) {
      for (const { kind, property } of eventsOf(atom).flatMap((event) => event.filters)) {
        if (kind === 'same') needs(property);
      }
      if (position === 'when') continue;
      for (const expression of expressionsOf(atom)) {
        if (expression.kind !== 'entry' || expression.property.custom || ways.carry(expression.property.name)) continue;
        context.report(entryNotInCondition(expression.range, [], textAt(context, expression.range)));
      }
    }
  }
}
