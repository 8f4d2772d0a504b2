import {
  Alternation,
  Alternative,
  EOF,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  Rule,
  Terminal,
} from 'chevrotain';
import { expect, test } from 'vitest';
import { lex } from '../lexer/lexer.js';
import { WORDS } from '../lexer/word.js';
import { FileParser } from './file-parser.js';

/*
 * Chinese is written without blanks, and the lexer takes the longest word. So no two words that the grammar lets stand
 * side by side may read differently when they touch. A new word of the vocabulary that breaks this fails here.
 */

interface Shape {
  first: Set<string>;
  last: Set<string>;
  empty: boolean;
}

const rules = new Map<string, Shape>();
const pairs = new Set<string>();
const none = (): Shape => ({ first: new Set(), last: new Set(), empty: true });

function sequence(parts: IProduction[]): Shape {
  return parts.map(shapeOf).reduce((a, b) => {
    for (const x of a.last) for (const y of b.first) pairs.add(`${x} ${y}`);
    return {
      first: new Set([...a.first, ...(a.empty ? b.first : [])]),
      last: new Set([...b.last, ...(b.empty ? a.last : [])]),
      empty: a.empty && b.empty,
    };
  }, none());
}

function shapeOf(node: IProduction): Shape {
  if (node instanceof Terminal) {
    const name = new Set([node.terminalType.name]);
    return { first: name, last: name, empty: node.terminalType === EOF };
  }
  if (node instanceof NonTerminal) return rules.get(node.nonTerminalName) ?? { ...none(), empty: false };
  if (node instanceof Alternation) {
    const all = node.definition.map(shapeOf);
    return {
      first: new Set(all.flatMap((shape) => [...shape.first])),
      last: new Set(all.flatMap((shape) => [...shape.last])),
      empty: all.some((shape) => shape.empty),
    };
  }
  if (node instanceof Option) return { ...sequence(node.definition), empty: true };
  if (node instanceof Repetition || node instanceof RepetitionMandatory) {
    const inner = sequence(node.definition);
    for (const x of inner.last) for (const y of inner.first) pairs.add(`${x} ${y}`);
    return { ...inner, empty: inner.empty || node instanceof Repetition };
  }
  return node instanceof Rule || node instanceof Alternative ? sequence(node.definition) : none();
}

function collectPairs(): void {
  const productions = Object.values(new FileParser().getGAstProductions());
  for (let size = -1, before = -2; size !== before;) {
    before = size;
    for (const rule of productions) rules.set(rule.name, shapeOf(rule));
    size = pairs.size + [...rules.values()].reduce((sum, { first, last }) => sum + first.size + last.size, 0);
  }
}

const MEASURES: Record<string, string[]> = {
  Duration: ['3秒', '3分钟', '3小时', '3天', '3周', '3工作小时', '3工作日'],
  Money: ['5元', '5万元'],
  Count: ['2次'],
  Pieces: ['3条', '3张'],
  Points: ['5分'],
  Percent: ['5%'],
  DayOfMonth: ['1日'],
  NumberLiteral: ['7'],
  Day: ['第3天'],
  Time: ['10:00'],
  DateLiteral: ['2025-11-11'],
  Dot: ['.', '的'],
};

/** Chinese spellings of a token type. */
function spellings(type: string): string[] {
  const words = WORDS.filter((word) => word.type.name === type && word.language !== 'en').map((word) => word.text);
  return [...words, ...(MEASURES[type] ?? [])];
}

/** Digits that touch are one number, letters one word; the formatter keeps them apart. */
function touches(x: string, y: string): boolean {
  return (/[\d.]$/.test(x) && /^[\d.]/.test(y)) || (/[A-Za-z]$/.test(x) && /^[A-Za-z]/.test(y));
}

test('no two Chinese words read differently when written without a blank', () => {
  collectPairs();
  const wrong: string[] = [];
  let tried = 0;
  for (const pair of pairs) {
    const [a = '', b = ''] = pair.split(' ');
    for (const x of spellings(a)) {
      for (const y of spellings(b)) {
        // An SOP begins on a line of its own (`5分` + `流程` would be `5` + `分流` + …).
        if (b === 'Sop' || touches(x, y)) continue;
        tried++;
        const got = lex(x + y).tokens.map((token) => token.tokenType.name);
        if (got.join(' ') !== pair) wrong.push(`${x}|${y} → ${got.join(' ')}`);
      }
    }
  }
  expect(tried).toBeGreaterThan(10_000);
  expect(wrong).toEqual([]);
});
