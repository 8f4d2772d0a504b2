import { lineAt, lineStarts } from '../problem/locate.js';
import { FONT, GUTTER, LINE, MARGIN, PADDING, SMALL_FONT } from './canvas.js';
import type { Diagram, DiagramNode } from './diagram.js';

/**
 * Draws a diagram as an SVG document that stands alone: it takes colours from the page's custom properties where there
 * are some, else its own light or dark ones. Nodes carry `data-line` (from 1), `data-from` and `data-to` (offsets); one
 * with the class `lit` stands out.
 *
 * @param text that the diagram was made from
 */
export function svg(diagram: Diagram, text: string): string {
  const { name, rules, nodes, width, height, anyTime } = diagram;
  const starts = lineStarts(text);
  const size = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="sop-diagram" role="group" aria-label="${escape(name)}" ${size}>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="100%" height="100%"/>`,
    `<text class="name" x="${String(MARGIN)}" y="${String(MARGIN + 14)}">${escape(name)}</text>`,
    `<text class="rules" x="${String(MARGIN)}" y="${String(MARGIN + 34)}">${escape(rules.join('  ·  '))}</text>`,
    ...axis(diagram),
    ...(anyTime ? divider(anyTime, width) : []),
    ...edgesOf(diagram).map(edge),
    ...nodes.map((node) => group(node, starts)),
    '</svg>\n',
  ].join('\n');
}

function axis({ nodes, width }: Diagram): string[] {
  const [first] = nodes.filter(({ onAxis }) => onAxis);
  if (!first) return [];
  const y = String(first.y + first.height / 2);
  return [`<path class="axis" d="M${String(MARGIN)} ${y}H${String(width - MARGIN)}"/>`];
}

function divider({ y, title }: { y: number; title: string }, width: number): string[] {
  return [
    `<path class="divider" d="M${String(MARGIN)} ${String(y)}H${String(width - MARGIN)}"/>`,
    `<text class="rules" x="${String(MARGIN)}" y="${String(y + 20)}">${escape(title)}</text>`,
  ];
}

interface Line {
  from: DiagramNode;
  to: DiagramNode;
}

/** Lines lead past the times on the axis, to what happens then. */
function edgesOf({ nodes, edges }: Diagram): Line[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // From a time on the axis one line at most leads on.
  const after = new Map(edges.map(({ from, to }) => [from, to]));
  return edges.flatMap((edge) => {
    const from = byId.get(edge.from);
    let to = byId.get(edge.to);
    while (to?.onAxis) to = byId.get(after.get(to.id) ?? '');
    return from && to && !from.onAxis ? [{ from, to }] : [];
  });
}

const CORNER = 6;

function edge({ from, to }: Line): string {
  return `<path class="edge" d="${from.x === to.x ? down(from, to) : across(from, to)}"/>`;
}

function down(from: DiagramNode, to: DiagramNode): string {
  const x = from.x + 20;
  return `M${String(x)} ${String(from.y + from.height)}V${String(to.y)}`;
}

/** Out on the right, up or down between two columns, and in on the left. */
function across(from: DiagramNode, to: DiagramNode): string {
  const [y1, y2] = [entryOf(from), entryOf(to)];
  const [x1, x2] = [from.x + from.width, to.x];
  const start = `M${String(x1)} ${String(y1)}`;
  const turn = x2 - GUTTER / 2;
  const head = `M${String(x2 - 5)} ${String(y2 - 3.5)}L${String(x2)} ${String(y2)}L${String(x2 - 5)} ${String(y2 + 3.5)}`;
  if (y1 === y2) return `${start}H${String(x2)}${head}`;
  const bend = Math.sign(y2 - y1) * Math.min(CORNER, Math.abs(y2 - y1) / 2);
  return [
    `${start}H${String(turn - Math.abs(bend))}q${String(Math.abs(bend))} 0 ${String(Math.abs(bend))} ${String(bend)}`,
    `V${String(y2 - bend)}q0 ${String(bend)} ${String(Math.abs(bend))} ${String(bend)}H${String(x2)}${head}`,
  ].join('');
}

/** Lines meet a card at its first line. */
function entryOf({ y }: DiagramNode): number {
  return y + PADDING + LINE / 2;
}

function group(node: DiagramNode, starts: readonly number[]): string {
  const { id, kind, title, body, words, range, x, y, width, height } = node;
  const place = range
    ? ` data-line="${String(lineAt(starts, range.from) + 1)}" data-from="${String(range.from)}" data-to="${String(range.to)}"`
    : '';
  const round = kind === 'time' || kind === 'end' || kind === 'way' ? Math.min(height / 2, 14) : 6;
  const box = `width="${String(width)}" height="${String(height)}" rx="${String(round)}"`;
  const left = kind === 'time' || kind === 'way' || kind === 'end' ? 13 : 15;
  const text = (line: string, i: number) => {
    const baseline = String(PADDING + LINE * i + 13);
    return `<text class="${i < title.length ? 'title' : 'line'}" x="${String(left)}" y="${baseline}">${escape(line)}</text>`;
  };
  return [
    `<g class="node ${kind}" id="${id}" transform="translate(${String(x)} ${String(y)})"${place}>`,
    `<title>${escape(words)}</title><rect class="box" ${box}/>`,
    hasEdge(kind) ? `<rect class="mark" x="0" y="6" width="3" height="${String(height - 12)}" rx="1.5"/>` : '',
    [...title, ...body].map(text).join(''),
    '</g>',
  ].join('');
}

function hasEdge(kind: DiagramNode['kind']): boolean {
  return !['time', 'way', 'end', 'branch'].includes(kind);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters have no place in XML. */
function escape(text: string): string {
  return text
    .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, '')
    .replaceAll(/[&<>"]/g, (c) => ESCAPES[c] ?? c);
}

const COLOURS = [
  ['bg', '#f6f7f9', '#111418'],
  ['surface', '#ffffff', '#181c22'],
  ['line-2', '#d3d7de', '#3a424d'],
  ['ink', '#1b2330', '#e8ebf0'],
  ['ink-2', '#5b6675', '#9aa5b4'],
  ['ink-3', '#8b95a3', '#6d7887'],
  ['accent', '#2f5bea', '#7c9bff'],
  ['accent-bg', '#eef2ff', '#1e2742'],
  ['good', '#12805c', '#3ecf9b'],
  ['warn', '#a15c00', '#f0b259'],
  ['bad', '#c2302e', '#ff8a80'],
  ['bad-bg', '#fdecec', '#3a1a1b'],
] as const;

const palette = (shade: 1 | 2) =>
  `.sop-diagram{${COLOURS.map((colour) => `--d-${colour[0]}:var(--${colour[0]},${colour[shade]})`).join(';')}}`;

const STYLE = [
  palette(1),
  `@media (prefers-color-scheme:dark){${palette(2)}}`,
  '.sop-diagram{font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}',
  '.sop-diagram .ground{fill:var(--d-bg)}',
  `.sop-diagram text{fill:var(--d-ink);font-size:${String(SMALL_FONT)}px}`,
  `.sop-diagram .name{font-size:16px;font-weight:600}.sop-diagram .title{font-size:${String(FONT)}px}`,
  '.sop-diagram .rules,.sop-diagram .line{fill:var(--d-ink-2)}',
  '.sop-diagram .box{fill:var(--d-surface);stroke:var(--d-line-2)}',
  '.sop-diagram .axis{stroke:var(--d-line-2);fill:none}',
  '.sop-diagram .divider{stroke:var(--d-line-2);stroke-dasharray:4 4;fill:none}',
  '.sop-diagram .edge{stroke:var(--d-ink-3);stroke-width:1.25;fill:none}',
  '.sop-diagram .time .title{font-weight:600;fill:var(--d-accent)}.sop-diagram .time .box{stroke:var(--d-accent)}',
  '.sop-diagram .way .box{fill:var(--d-accent-bg);stroke:none}',
  '.sop-diagram .branch .box{stroke:var(--d-ink-3);stroke-dasharray:3 3}',
  '.sop-diagram .send .title,.sop-diagram .entry .title{font-weight:600}',
  '.sop-diagram .mark{fill:var(--d-ink-3)}.sop-diagram .send .mark,.sop-diagram .entry .mark{fill:var(--d-accent)}',
  '.sop-diagram .tag .mark{fill:var(--d-good)}.sop-diagram .work .mark{fill:var(--d-warn)}',
  '.sop-diagram .leave .mark{fill:var(--d-bad)}.sop-diagram .leave .box{fill:var(--d-bad-bg);stroke:none}',
  '.sop-diagram .end .title{fill:var(--d-ink-2)}',
  '.sop-diagram .lit .box{stroke:var(--d-accent);stroke-width:2;stroke-dasharray:none}',
].join('\n');
