import type { Diagram, DiagramEdge, DiagramNode, NodeKind } from './diagram.js';
import { widthOf, wrap } from './measure.js';

export const CARD_WIDTH = 216;
export const GUTTER = 44;
export const GAP = 10;
export const MARGIN = 24;
export const FONT = 13;
export const SMALL_FONT = 12;
export const LINE = 18;
export const PADDING = 9;

const TITLE_LINES = 2;
const BODY_LINES = 3;
/** Beside the text: the padding on both sides, and the coloured edge. */
const INSET = 26;
/** How much wider letters are that are heavier. */
const BOLD = 1.06;

/** What is to be put somewhere. */
export type NewNode = Pick<DiagramNode, 'kind' | 'words' | 'range'> & {
  title: string;
  body?: string;
  onAxis?: boolean;
};

/** Collects nodes and edges. Columns count from 0. */
export class Canvas {
  readonly nodes: DiagramNode[] = [];
  readonly edges: DiagramEdge[] = [];

  put({ kind, title, body = '', words, range, onAxis = false }: NewNode, column: number, y: number): DiagramNode {
    const titles = wrap(title, (CARD_WIDTH - INSET) / FONT / BOLD, body === '' ? TITLE_LINES + 1 : TITLE_LINES);
    const bodies = wrap(body, (CARD_WIDTH - INSET) / SMALL_FONT, BODY_LINES);
    const width = isChip(kind)
      ? Math.min(CARD_WIDTH, INSET + FONT * BOLD * Math.max(...titles.map(widthOf), 2))
      : CARD_WIDTH;
    const node: DiagramNode = {
      id: `n${String(this.nodes.length)}`,
      kind,
      title: titles,
      body: bodies,
      words,
      range,
      onAxis,
      x: MARGIN + column * (CARD_WIDTH + GUTTER),
      y,
      width: Math.ceil(width),
      height: 2 * PADDING + LINE * (titles.length + bodies.length),
    };
    this.nodes.push(node);
    return node;
  }

  connect(from: readonly DiagramNode[], to: DiagramNode): void {
    this.edges.push(...from.map((node) => ({ from: node.id, to: to.id })));
  }

  size(): Pick<Diagram, 'width' | 'height'> {
    return {
      width: Math.max(0, ...this.nodes.map(({ x, width }) => x + width)) + MARGIN,
      height: Math.max(0, ...this.nodes.map(({ y, height }) => y + height)) + MARGIN,
    };
  }
}

/** Chips are as wide as their words. */
export function isChip(kind: NodeKind): boolean {
  return kind === 'time' || kind === 'way' || kind === 'end';
}
