import type { ConditionNode, EdgeNode } from '../ast/condition.js';
import type { SopNode } from '../ast/file.js';
import { eventWord } from '../vocabulary/event.js';
import type { CheckContext } from './context.js';
import type { Starter } from './starter.js';

/** What lets a fan into an SOP: the causing event where there is one. */
type Way = Extract<EdgeNode, { kind: 'event' | 'absent' }> | null;

/** All that can let a fan into an SOP, the SOPs that start it included. */
export class WaysIn {
  private readonly ways: Way[] = [];

  constructor(
    sop: SopNode,
    private readonly context: CheckContext,
  ) {
    this.add(sop, new Set());
  }

  /** Does every fan, whichever way they came, bring the property? */
  carry(property: string): boolean {
    return this.ways.every((way) => way !== null && carries(way, property));
  }

  private add(sop: SopNode, seen: Set<SopNode>): void {
    if (seen.has(sop)) return;
    seen.add(sop);
    for (const head of sop.heads) if (head.kind === 'when') this.ways.push(...causes(head.condition));
    for (const starter of this.context.starters.get(sop.name.value) ?? []) this.addStarter(starter, seen);
  }

  private addStarter({ sop, leave }: Starter, seen: Set<SopNode>): void {
    if (leave) this.ways.push(...causes(leave.condition));
    else this.add(sop, seen);
  }
}

/** One cause for each way in which the condition comes true; 由流程启动 has that of the SOP which starts this one. */
function causes(condition: ConditionNode): Way[] {
  switch (condition.kind) {
    case 'or':
      return condition.of.flatMap(causes);
    case 'and': {
      const parts = condition.of.map(causes);
      return parts.find((ways) => ways.some((way) => way !== null)) ?? [null];
    }
    case 'event':
    case 'absent':
      return [condition];
    case 'started':
    case 'error':
      return [];
    default:
      return [null];
  }
}

function carries({ event }: NonNullable<Way>, property: string): boolean {
  return event.custom || (eventWord(event.type)?.properties.some((id) => id === property) ?? false);
}
