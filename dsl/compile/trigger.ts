import type { ConditionNode, EdgeNode } from '../ast/condition.js';
import type { Condition } from '../ir/condition.js';
import type { Schedule, Trigger } from '../ir/program.js';
import { tooManyArms } from '../problem/catalogue/size.js';
import { twoEvents } from '../problem/catalogue/values.js';
import { wholeDays } from '../catalogue/duration.js';
import { compileCondition, useSegment } from './condition.js';
import type { Compilation } from './context.js';
import { compileEvent, exactSeconds, fieldRef } from './expression.js';

/** One way in: what happens (null: only states, so it fires when they become true) and what must hold then. */
interface Arm {
  edge: EdgeNode | null;
  guards: ConditionNode[];
}

/** The hidden first step that an `absent` trigger waits in. */
export interface AbsentPart {
  seconds: number;
  without: ReturnType<typeof compileEvent>[];
  guard: Condition | null;
  edge: EdgeNode;
}

export type TriggerPart = { trigger: Trigger; absent: null } | { trigger: AbsentTrigger; absent: AbsentPart };
type AbsentTrigger = Extract<Trigger, { kind: 'absent' }>;

const MAX_ARMS = 20;

/** A trigger for each arm of a 当 condition: 且 over 或 gives each event its own guard. */
export function compileTriggers(condition: ConditionNode, compilation: Compilation): TriggerPart[] {
  const arms = armsOf(condition, compilation);
  if (arms.length > MAX_ARMS) {
    compilation.problems.push(tooManyArms(condition.range, []));
    return [];
  }
  return arms.map((arm) => compileArm(arm, compilation));
}

function armsOf(node: ConditionNode, compilation: Compilation): Arm[] {
  if (isEdge(node)) return [{ edge: node, guards: [] }];
  if (!hasEdge(node)) return [{ edge: null, guards: [node] }];
  if (node.kind === 'or') return node.of.flatMap((part) => armsOf(part, compilation));
  if (node.kind === 'and') {
    return node.of.reduce<Arm[]>(
      (arms, part) => {
        const found = armsOf(part, compilation);
        if (arms.length * found.length > MAX_ARMS) {
          compilation.problems.push(tooManyArms(node.range, []));
          return arms;
        }
        return arms.flatMap((arm) => found.map((other) => both(arm, other, compilation)));
      },
      [{ edge: null, guards: [] }],
    );
  }
  compilation.problems.push(twoEvents(node.range, []));
  return [];
}

function both(a: Arm, b: Arm, compilation: Compilation): Arm {
  if (a.edge && b.edge) compilation.problems.push(twoEvents(b.edge.range, []));
  return { edge: a.edge ?? b.edge, guards: [...a.guards, ...b.guards] };
}

function isEdge(node: ConditionNode): node is EdgeNode {
  switch (node.kind) {
    case 'event':
    case 'absent':
    case 'schedule':
    case 'date-field':
    case 'segment-change':
    case 'by-hand':
    case 'started':
      return true;
    default:
      return false;
  }
}

function hasEdge(node: ConditionNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.of.some(hasEdge);
  return node.kind === 'not' ? hasEdge(node.of) : isEdge(node);
}

function compileArm({ edge, guards }: Arm, compilation: Compilation): TriggerPart {
  const conditions = guards.map((part) => compileCondition(part, 'state', compilation));
  const guard: Condition | null = conditions.length > 1 ? { kind: 'all', of: conditions } : (conditions[0] ?? null);
  const plain = (trigger: Trigger): TriggerPart => ({ trigger, absent: null });
  switch (edge?.kind) {
    case undefined:
      return plain({ kind: 'becomes', condition: guard ?? { kind: 'all', of: [] } });
    case 'event':
      return plain({ kind: 'event', event: compileEvent(edge.event, compilation), first: edge.first, guard });
    case 'absent': {
      const without = edge.without.map((event) => compileEvent(event, compilation));
      return {
        trigger: { kind: 'absent', event: compileEvent(edge.event, compilation), step: 0 },
        absent: { seconds: exactSeconds(edge.within), without, guard, edge },
      };
    }
    case 'schedule':
      return plain({ kind: 'schedule', schedule: compileSchedule(edge), guard });
    case 'date-field': {
      const beforeDays = edge.before ? wholeDays(edge.before) : 0;
      const { minute } = edge.time;
      return plain({ kind: 'date-field', field: fieldRef(edge.field), beforeDays, minute, guard });
    }
    case 'segment-change':
      useSegment(edge.name.value, edge.name.range, compilation);
      return plain({ kind: 'segment', change: edge.change, name: edge.name.value, guard });
    case 'by-hand':
      return plain({ kind: 'by-hand' });
    case 'started':
      return plain({ kind: 'started' });
  }
}

function compileSchedule({ schedule, time: { minute } }: Extract<EdgeNode, { kind: 'schedule' }>): Schedule {
  switch (schedule.kind) {
    case 'daily':
      return { kind: 'daily', minute };
    case 'weekly':
      return { kind: 'weekly', weekday: schedule.weekday, minute };
    case 'monthly':
      return { kind: 'monthly', day: schedule.day, minute };
    case 'once':
      return { kind: 'once', date: schedule.date, minute };
  }
}
