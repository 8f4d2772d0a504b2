import type { MergeNode, Name, TextNode } from '../ast/common.js';
import type { Token } from '../lexer/token.js';
import { tokenRange } from '../lexer/token.js';
import { fieldWord, FIELDS } from '../vocabulary/field.js';
import { MERGE_FIELDS, MERGE_ROOTS, type MergeRoot } from '../vocabulary/merge-field.js';

/** Characters of a text as they are meant, each with the offset where it was written. */
interface Decoded {
  characters: string[];
  offsets: number[];
  end: number;
}

const ESCAPES: Record<string, string> = { n: '\n' };

/** Reads a quoted token as a name. */
export function toName(token: Token): Name {
  return { range: tokenRange(token), value: decode(token).characters.join('').normalize('NFC') };
}

/** Reads a quoted token as a text with merge fields. */
export function toText(token: Token): TextNode {
  return { range: tokenRange(token), parts: readParts(decode(token)), block: isBlock(token) };
}

function isBlock(token: Token): boolean {
  return token.image.startsWith('"""');
}

function decode(token: Token): Decoded {
  const start = token.startOffset + (isBlock(token) ? 3 : 1);
  const raw = isBlock(token) ? withoutIndent(token.value) : [...token.value];
  const decoded: Decoded = { characters: [], offsets: [], end: start + token.value.length };
  let offset = start;
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i] ?? '';
    const at = offset;
    offset += c.length;
    if (c === DROPPED) continue;
    const next = raw[i + 1];
    if (c === '\\' && next !== undefined && '"\\n“”「」'.includes(next)) {
      decoded.characters.push(ESCAPES[next] ?? next);
      offset += next.length;
      i++;
    } else decoded.characters.push(c === '\r' ? '\n' : c);
    decoded.offsets.push(at);
  }
  return decoded;
}

/** Marks a stretch that does not belong to the text (indentation); as long as what it stands for. */
const DROPPED = '\0';

/** A block text's characters: blank first and last line and the indentation that all lines share are marked dropped. */
function withoutIndent(value: string): string[] {
  const lines = value.split(/(\r\n|\r|\n)/);
  const contents = lines.filter((_, i) => i % 2 === 0);
  const inner = contents.slice(1).filter((line) => line.trim() !== '');
  const indent = Math.min(...inner.map((line) => line.length - line.trimStart().length), Infinity);
  const out: string[] = [];
  const drop = (text: string) => out.push(...[...text].map(() => DROPPED));
  const last = lines.length - 1;
  lines.forEach((part, i) => {
    const isBreak = i % 2 === 1;
    if (isBreak) {
      const atEdge = (i === 1 && contents[0]?.trim() === '') || (i === last - 1 && contents.at(-1)?.trim() === '');
      if (atEdge) drop(part);
      else out.push(...(part === '\r\n' ? [DROPPED, '\n'] : [part]));
    } else if (part.trim() === '') drop(part);
    else {
      const cut = i === 0 ? 0 : Math.min(indent, part.length);
      drop(part.slice(0, cut));
      out.push(...part.slice(cut));
    }
  });
  return out;
}

function readParts({ characters, offsets, end }: Decoded): (string | MergeNode)[] {
  const parts: (string | MergeNode)[] = [];
  let literal = '';
  for (const { kind, from, to } of braces(characters)) {
    if (kind !== 'merge') {
      literal += characters.slice(from, kind === 'double' ? from + 1 : to).join('');
      continue;
    }
    if (literal) parts.push(literal);
    literal = '';
    const range = { from: offsets[from] ?? end, to: (offsets[to - 1] ?? end) + 1 };
    parts.push(readMerge(characters.slice(from + 1, to - 1).join(''), range));
  }
  if (literal) parts.push(literal);
  return parts;
}

/** Braces of a written text (a stretch of the source) that are neither doubled nor around a merge field. */
export function looseBraces(written: string): { brace: string; at: number }[] {
  const pieces = [...braces(written.split(''))];
  return pieces.flatMap(({ kind, from }) => (kind === 'loose' ? [{ brace: written.charAt(from), at: from }] : []));
}

interface Piece {
  kind: 'text' | 'merge' | 'double' | 'loose';
  from: number;
  to: number;
}

/** A text cut at its braces. */
function* braces(characters: readonly string[]): Generator<Piece> {
  let from = 0;
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i];
    if (c !== '{' && c !== '}') continue;
    if (from < i) yield { kind: 'text', from, to: i };
    const doubled = characters[i + 1] === c;
    const close = c === '{' && !doubled ? closing(characters, i) : null;
    const to = doubled ? i + 2 : (close ?? i) + 1;
    yield { kind: doubled ? 'double' : close === null ? 'loose' : 'merge', from: i, to };
    from = to;
    i = to - 1;
  }
  if (from < characters.length) yield { kind: 'text', from, to: characters.length };
}

/** No merge field is longer. */
const MOST_IN_BRACES = 200;

/** Where the brace at `open` closes; merge fields do not nest. */
function closing(characters: readonly string[], open: number): number | null {
  for (let i = open + 1; i < Math.min(characters.length, open + MOST_IN_BRACES); i++) {
    if (characters[i] === '}') return i;
    if (characters[i] === '{') return null;
  }
  return null;
}

/** Blanks around the parts are cut off afterwards: a pattern that skips them as well would try every way to do so. */
const SHAPE = /^([^.「|的]+)(?:「([^」]*)」\s*)?(?:[.的．]\s*(?:「([^」]*)」\s*|([^|「]*)))?(?:\|(.*))?$/su;

function readMerge(image: string, range: MergeNode['range']): MergeNode {
  const match = SHAPE.exec(image);
  const root = match ? rootOf((match[1] ?? '').trim()) : null;
  const custom = match?.[3];
  return {
    range,
    image,
    root,
    of: match?.[2] ?? null,
    field: root === null ? null : (custom ?? fieldOf(root, (match?.[4] ?? '').trim())),
    custom: custom !== undefined,
    fallback: match?.[5] ?? null,
  };
}

function rootOf(word: string): MergeRoot | null {
  const found = Object.entries(MERGE_ROOTS).find(([id, { zh }]) => word === id || word === zh);
  return found ? (found[0] as MergeRoot) : null;
}

function fieldOf(root: MergeRoot, word: string): string | null {
  const found = Object.entries(MERGE_FIELDS[root]).find(([id, { zh }]) => word === id || word === zh);
  return found?.[0] ?? null;
}

/** The id of a fan's field from its word in either language; null for no field. */
export function fieldId(word: string): string | null {
  if (fieldWord(word) !== null) return word;
  return Object.entries(FIELDS).find(([, { zh }]) => zh === word)?.[0] ?? null;
}

/** A text that comes without quotes (from the shop's catalogue) as a node; its places mean nothing. */
export function toTemplateText(content: string): TextNode {
  const characters = [...content];
  const parts = readParts({ characters, offsets: characters.map(() => 0), end: 0 });
  return { range: { from: 0, to: 0 }, parts, block: false };
}
