import type { ConditionNode, ExpressionNode } from './condition.js';
import type { DateNode, DurationNode, FieldNode, Name, Node, TextNode, TimeNode } from './common.js';

export interface BlockNode extends Node {
  steps: StepNode[];
}

export type StepNode = Node &
  (
    | { kind: 'day'; day: number; dayRange: Node['range']; time: TimeNode | null; block: BlockNode }
    | { kind: 'wait'; duration: DurationNode }
    | { kind: 'till'; till: TillNode; time: TimeNode | null }
    | {
        kind: 'until';
        duration: DurationNode;
        condition: ConditionNode;
        met: BlockNode | null;
        unmet: BlockNode | null;
      }
    | { kind: 'if'; arms: { condition: ConditionNode; block: BlockNode }[]; otherwise: BlockNode | null }
    | { kind: 'split'; name: Name; arms: SplitArm[] }
    | ActNode
    /** What could not be read; a problem says why. */
    | { kind: 'error' }
  );

export type TillNode =
  | { kind: 'time' }
  | { kind: 'later'; duration: DurationNode }
  | { kind: 'weekday'; weekday: number }
  | { kind: 'date'; date: DateNode }
  | { kind: 'field'; field: FieldNode; before: DurationNode | null }
  | { kind: 'live-start' };

export interface SplitArm extends Node {
  name: Name;
  percent: number;
  block: BlockNode;
}

export type ActNode =
  | {
      kind: 'send';
      channel: string;
      channelRange: Node['range'];
      text: TextNode | null;
      /** `话术 "…"` instead of a text. */
      message: Name | null;
      coupon: Name | null;
      survey: Name | null;
      undelivered: BlockNode | null;
    }
  | { kind: 'tag'; names: Name[] }
  | { kind: 'untag'; names: Name[] }
  | { kind: 'set'; field: FieldNode; value: ExpressionNode }
  | { kind: 'upgrade'; level: Name }
  | { kind: 'points'; points: number }
  | { kind: 'grant'; coupon: Name }
  | { kind: 'task'; title: Name; to: WhoNode; due: DurationNode; note: TextNode | null; overdue: OverdueNode[] }
  | { kind: 'assign'; to: WhoNode }
  | { kind: 'handover'; to: WhoNode }
  | { kind: 'notify'; to: WhoNode; text: TextNode }
  | { kind: 'start'; sop: Name }
  | { kind: 'stop'; sop: Name }
  | { kind: 'webhook'; name: Name; fields: FieldNode[] }
  | { kind: 'end' };

export interface OverdueNode extends Node {
  /** Null: as soon as the task is due. */
  after: DurationNode | null;
  block: BlockNode;
}

export type WhoNode = Node & ({ kind: 'owner' | 'manager' | 'host' | 'service' } | { kind: 'group'; name: Name });
