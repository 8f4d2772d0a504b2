import type { ConditionNode, EventNode, ExpressionNode, WindowNode } from './condition.js';
import type { DurationNode, FieldNode, Name, Node, PropertyNode, TextNode, TimeNode } from './common.js';
import type { BlockNode, StepNode } from './step.js';

export interface FileNode extends Node {
  definitions: DefinitionNode[];
}

export type DefinitionNode = SopNode | DefineNode | TestNode;

interface DefinitionBase extends Node {
  /** Read without an error: it can be compiled. */
  sound: boolean;
}

export interface SopNode extends DefinitionBase {
  kind: 'sop';
  name: Name;
  heads: HeadNode[];
  steps: StepNode[];
}

export type HeadNode = Node &
  (
    | { kind: 'when'; condition: ConditionNode }
    | { kind: 'reentry'; per: PropertyNode | null; every: DurationNode | null; again: boolean }
    | { kind: 'quiet'; span: SpanNode }
    | { kind: 'only'; days: number[] | null; span: SpanNode }
    | { kind: 'limit'; channel: string | null; messages: number; messagesRange: Node['range']; every: DurationNode }
    | { kind: 'budget'; fen: number; every: DurationNode | 'month' | null }
    | { kind: 'goal'; events: EventNode[]; window: WindowNode }
    | { kind: 'leave'; condition: ConditionNode; block: BlockNode | null }
    | { kind: 'expire'; after: DurationNode; block: BlockNode | null }
    | { kind: 'note'; text: TextNode }
    /** What could not be read; a problem says why. */
    | { kind: 'error' }
  );

/** `22:00-09:00`. */
export interface SpanNode extends Node {
  from: TimeNode;
  to: TimeNode;
}

export type DefineNode = DefinitionBase &
  (
    | { kind: 'segment'; name: Name; condition: ConditionNode }
    | { kind: 'rule-tag'; name: Name; condition: ConditionNode }
    | { kind: 'score'; name: Name; signals: SignalNode[]; half: DurationNode | null }
    | {
        kind: 'coupon';
        name: Name;
        overFen: number | null;
        off: { fen: number } | { percent: number };
        valid: DurationNode;
        stock: number | null;
      }
    | { kind: 'message'; name: Name; text: TextNode | null; variants: { channel: string; text: TextNode }[] }
    | { kind: 'words'; name: Name; words: Name[] }
  );

export interface SignalNode extends Node {
  event: EventNode;
  points: number;
  most: number | null;
}

export interface TestNode extends DefinitionBase {
  kind: 'test';
  name: Name;
  /** `针对 "…"`: the SOP meant; else the nearest one before the test. */
  sop: Name | null;
  lines: TestLineNode[];
}

export type TestLineNode = Node &
  (
    | { kind: 'fan'; name: Name | null; given: GivenNode[] }
    | { kind: 'split'; split: Name; arm: Name }
    | { kind: 'event'; moment: MomentNode | null; event: EventNode }
    | { kind: 'set'; moment: MomentNode | null; field: FieldNode; value: ExpressionNode }
    | { kind: 'expect'; moment: MomentNode | null; expect: ExpectNode }
    /** What could not be read; a problem says why. */
    | { kind: 'error' }
  );

export type GivenNode = Node &
  (
    | { kind: 'consent'; channels: string[] }
    | { kind: 'field'; field: FieldNode; value: ExpressionNode }
    | { kind: 'tags'; names: Name[] }
  );

/** When a line of a test happens. */
export type MomentNode = Node &
  (
    | { kind: 'day'; day: number; time: TimeNode | null }
    /** From 00:00 of the day to the end of the run. */
    | { kind: 'onwards'; day: number }
    | { kind: 'ago'; duration: DurationNode }
  );

export type ExpectNode = Node &
  (
    | { kind: 'sent'; no: boolean; channel: string | null; count: number | null }
    | { kind: 'left' }
    | { kind: 'finished' }
    | { kind: 'task'; title: Name }
    | { kind: 'started'; sop: Name }
    | { kind: 'condition'; condition: ConditionNode }
    | { kind: 'error' }
  );
