import type { Random } from '@fanloom/dsl/testing/random.js';

/** Pieces that have broken parsers before. */
const NASTY = [
  ...['{', '}', '(', ')', '"', '“', '」', '"""', '#', '\\', '|', ',', '.', '-', '\n', '\r', '\t', ' ', '\u3000', '；'],
  ...['\u200b', '\u202e', '\u2066', '\ufeff', '\ud800', '\udc00', '\ufffd', '\0', '👨‍👩‍👧', 'é'],
  ...['第0天', '第99999999999天', '24:00', '25:61', '2025-02-30', '9'.repeat(30), '1e309', '0.0001元', '三十', '半'],
  ...[
    '当',
    '且',
    '或',
    '没有',
    '不满足(',
    '流程 "x" {',
    '测试 "t" {',
    'when',
    'day 3',
    'wait up to',
    '{粉丝.',
    '{{',
    '{券「',
  ],
  ...['constructor', '__proto__', 'toString', '"__proto__"', '"constructor"'],
];

/** The text after a few changes that people, editors and attackers make. */
export function mutate(text: string, random: Random): string {
  let changed = text;
  for (let i = 1 + random.below(4); i > 0; i--) changed = change(changed, random);
  return changed;
}

function change(text: string, random: Random): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(60));
  const [before, piece, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (random.below(7)) {
    case 0:
      return before + after;
    case 1:
      return before + piece + piece + after;
    case 2:
      return before + random.pick(NASTY) + piece + after;
    case 3:
      return before + random.pick(NASTY).repeat(1 + random.below(40)) + after;
    case 4: {
      const lines = text.split('\n');
      const moved = lines.splice(random.below(lines.length), 1);
      lines.splice(random.below(lines.length + 1), 0, ...moved);
      return lines.join('\n');
    }
    case 5: {
      const elsewhere = random.below(text.length + 1);
      return text.slice(0, elsewhere) + piece + text.slice(elsewhere);
    }
    default:
      return before + String.fromCharCode(random.below(0x10000)) + after;
  }
}

/** One piece, again and again, up to a size in UTF-8 bytes: what is slow shows here. */
export function hostile(random: Random, bytes: number): string {
  const pieces = Array.from({ length: 1 + random.below(3) }, () => random.pick(NASTY));
  const unit = pieces.join(random.pick(['', ' ', '\n']));
  const inside = random.pick([
    '',
    '流程 "x" { 当 关注 每人一次 ',
    '分群 "x" 当 ',
    '测试 "t" { ',
    '流程 "x" { 当 关注 每人一次 发私信 "',
  ]);
  return inside + unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)));
}
