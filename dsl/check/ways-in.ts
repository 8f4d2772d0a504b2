import type { EdgeNode } from '../ast/condition.js';
import type { SopNode } from '../ast/file.js';
import { atomsOf } from '../ast/walk.js';
import { eventWord } from '../vocabulary/event.js';

/** What can let a fan into an SOP. */
export function waysIn(sop: SopNode): EdgeNode[] {
  const edges: EdgeNode[] = [];
  for (const head of sop.heads) {
    if (head.kind !== 'when') continue;
    for (const atom of atomsOf(head.condition)) {
      switch (atom.kind) {
        case 'event':
        case 'absent':
        case 'schedule':
        case 'date-field':
        case 'segment-change':
        case 'by-hand':
        case 'started':
          edges.push(atom);
          break;
        default:
      }
    }
  }
  return edges;
}

/** Does every fan who comes in this way bring the property? */
export function carries(way: EdgeNode, property: string): boolean {
  if (way.kind !== 'event' && way.kind !== 'absent') return false;
  if (way.event.custom) return true;
  return eventWord(way.event.type)?.properties.some((id) => id === property) ?? false;
}
