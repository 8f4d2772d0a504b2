import type { Comparator } from '../ir/condition.js';
import type { DurationNode, FieldNode, Name, Node, PropertyNode, TimeNode } from './common.js';

export type ConditionNode =
  | JunctionNode
  | ({ kind: 'not'; of: ConditionNode } & Node)
  | EdgeNode
  | StateNode
  | CompareNode
  /** What could not be read; a problem says why. */
  | ({ kind: 'error' } & Node);

export type JunctionNode = { kind: 'and' | 'or'; of: ConditionNode[] } & Node;

/** Something that happens at a moment. */
export type EdgeNode = Node &
  (
    | { kind: 'event'; first: boolean; event: EventNode }
    | { kind: 'absent'; event: EventNode; within: WindowNode; without: EventNode[] }
    | { kind: 'schedule'; schedule: ScheduleNode; time: TimeNode }
    | { kind: 'date-field'; field: FieldNode; before: DurationNode | null; time: TimeNode }
    | { kind: 'segment-change'; change: 'enters' | 'leaves'; name: Name }
    | { kind: 'by-hand' }
    | { kind: 'started' }
  );

export type ScheduleNode =
  | { kind: 'daily' }
  | { kind: 'weekly'; weekday: number }
  | { kind: 'monthly'; day: number }
  | { kind: 'once'; date: string };

/** Something that holds for a while. `window` is null where it was left out, which is a problem. */
export type StateNode = Node &
  (
    | { kind: 'did'; window: WindowNode | null; no: boolean; events: EventNode[]; joinedByAnd: boolean }
    | { kind: 'count'; window: WindowNode; events: EventNode[]; op: Comparator; count: number }
    | {
        kind: 'aggregate';
        window: WindowNode;
        event: EventNode;
        aggregate: 'total' | 'average' | 'highest' | 'lowest';
        property: PropertyNode;
        op: Comparator;
        value: ExpressionNode;
      }
    | { kind: 'unanswered'; window: WindowNode; event: EventNode; within: WindowNode; without: EventNode[] }
    | { kind: 'tag'; no: boolean; names: Name[] }
    | { kind: 'present'; no: boolean; field: FieldNode }
    | { kind: 'segment'; no: boolean; name: Name }
  );

export type CompareNode = Node &
  (
    | { kind: 'compare'; operands: ExpressionNode[]; ops: Comparator[] }
    | { kind: 'between'; value: ExpressionNode; low: ExpressionNode; high: ExpressionNode }
    | { kind: 'contains'; left: ExpressionNode; right: ExpressionNode | WordsNode }
    | { kind: 'one-of'; no: boolean; left: ExpressionNode; values: ExpressionNode[] }
  );

/** `词库 "购买意向"`. */
export type WordsNode = { kind: 'words'; name: Name } & Node;

export type WindowNode = Node &
  ({ kind: 'within'; length: DurationNode } | { kind: 'since-entry' | 'ever' | 'today' | 'this-month' | 'last-month' });

export interface EventNode extends Node {
  /** Event id, or the shop's own name when `custom`. */
  type: string;
  custom: boolean;
  subject: Name | null;
  filters: FilterNode[];
}

export type FilterNode = Node &
  (
    | { kind: 'compare'; property: PropertyNode; ops: Comparator[]; values: ExpressionNode[] }
    | { kind: 'contains'; property: PropertyNode; right: ExpressionNode | WordsNode }
    | { kind: 'present'; property: PropertyNode }
    | { kind: 'same'; property: PropertyNode }
  );

export type ExpressionNode = Node &
  (
    | { kind: 'text'; value: string }
    | { kind: 'number' | 'count' | 'points' | 'percent'; value: number }
    | { kind: 'money'; fen: number }
    | { kind: 'duration'; duration: DurationNode }
    | { kind: 'date'; date: string }
    | { kind: 'today' }
    | { kind: 'field'; field: FieldNode }
    | { kind: 'score'; name: Name }
    | { kind: 'entry'; property: PropertyNode }
    | { kind: 'event-property'; which: 'first' | 'last'; event: EventNode; property: PropertyNode }
    | { kind: 'since'; field: FieldNode }
    | { kind: 'since-last'; event: EventNode }
    | { kind: 'arithmetic'; op: '+' | '-' | '*' | '/'; left: ExpressionNode; right: ExpressionNode }
    | { kind: 'error' }
  );
