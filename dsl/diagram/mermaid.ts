import type { Diagram, DiagramNode, NodeKind } from './diagram.js';

const SHAPES: Partial<Record<NodeKind, readonly [open: string, close: string]>> = {
  entry: ['([', '])'],
  time: ['(', ')'],
  branch: ['{{', '}}'],
  way: ['>', ']'],
  leave: ['[/', '/]'],
  end: ['((', '))'],
};

/** Writes a diagram as a Mermaid flowchart, for documents that render those. */
export function mermaid({ name, nodes, edges }: Diagram): string {
  const linked = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const shown = nodes.filter(({ id, kind }) => linked.has(id) || kind !== 'time');
  const lines = [
    ...shown.map((node) => `  ${node.id}${shape(node)}`),
    ...edges.map(({ from, to }) => `  ${from} --> ${to}`),
  ];
  return `---\ntitle: "${escaped(name)}"\n---\nflowchart LR\n${lines.join('\n')}\n`;
}

function shape({ kind, title, body }: DiagramNode): string {
  const [open, close] = SHAPES[kind] ?? ['[', ']'];
  const lines = [title, body].filter((part) => part.length > 0).map((part) => escaped(part.join('')));
  return `${open}"${lines.join('<br/>')}"${close}`;
}

/** Mermaid takes characters with a meaning of their own as entities. */
function escaped(text: string): string {
  return text.replaceAll(/["#&<>`\\\n\r]/g, (c) => `#${String(c.codePointAt(0))};`);
}
