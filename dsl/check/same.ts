import type { SopNode } from '../ast/file.js';
import { atomsOf, eventsOf } from '../ast/walk.js';
import { sameNotOnEntry } from '../problem/catalogue.js';
import { spellWord } from '../vocabulary/spell.js';
import { conditionsIn } from './conditions.js';
import type { CheckContext } from './context.js';
import { carries, waysIn } from './ways-in.js';

/** SOP212: `同一工单` needs a ticket on everything that lets a fan in. */
export function checkSame(sop: SopNode, context: CheckContext): void {
  const ways = waysIn(sop);
  for (const { condition } of conditionsIn(sop)) {
    for (const event of [...atomsOf(condition)].flatMap(eventsOf)) {
      for (const { kind, property } of event.filters) {
        if (kind !== 'same' || property.custom || ways.every((way) => carries(way, property.name))) continue;
        context.report(sameNotOnEntry(property.range, [], spellWord(property.name, context.parsed.language)));
      }
    }
  }
}
