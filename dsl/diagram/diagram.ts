import type { Range } from '../ir/program.js';

/** What a node stands for; decides how it looks. */
export type NodeKind =
  | 'entry'
  /** A point in time: `第3天 10:00`, `等待1天`. */
  | 'time'
  | 'send'
  | 'tag'
  /** Work for people. */
  | 'work'
  /** Everything else that is done to the fan, or to other SOPs. */
  | 'act'
  /** Several ways lead on. */
  | 'branch'
  /** One of those ways. */
  | 'way'
  | 'leave'
  | 'end';

/** Sizes in pixels. `title` and `body` are lines, wrapped and cut to fit; `words` is all of it. */
export interface DiagramNode {
  id: string;
  kind: NodeKind;
  title: string[];
  body: string[];
  words: string;
  /** What of the text it stands for; null for what is written nowhere. */
  range: Range | null;
  /** Stands in the row of times above the columns, and lines lead past it. */
  onAxis: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DiagramEdge {
  from: string;
  to: string;
}

/** An SOP drawn from left to right as time goes by. Pure data: `svg` and `mermaid` write it down. */
export interface Diagram {
  name: string;
  /** Limits on sending and the goal, in a few words. */
  rules: string[];
  nodes: DiagramNode[];
  edges: DiagramEdge[];
  /** Where the part begins that may happen at any time; null without one. */
  anyTime: { y: number; title: string } | null;
  width: number;
  height: number;
}

/** The node that the text at this offset belongs to: the innermost, or null outside all of them. */
export function nodeAt({ nodes }: Diagram, offset: number): DiagramNode | null {
  const length = ({ range }: DiagramNode) => (range ? range.to - range.from : Infinity);
  return nodes
    .filter(({ range }) => range !== null && range.from <= offset && offset <= range.to)
    .reduce<DiagramNode | null>((best, node) => (best && length(best) <= length(node) ? best : node), null);
}
