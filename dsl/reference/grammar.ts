import {
  Alternation,
  Alternative,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from 'chevrotain';
import { PUNCTUATION } from '../lexer/token-type.js';
import { fileParser } from '../parser/parse.js';
import { KEYWORDS, type Keyword } from '../vocabulary/keyword.js';
import type { Language } from '../vocabulary/language.js';

type Production = Alternative['definition'][number];

/** Null: the words of this keyword set cannot say it. */
type Written = string | null;

/**
 * The grammar as EBNF, a rule a line, read off the parser itself. Constructs that only the other keyword set has are left
 * out, and with them the rules nobody uses then.
 */
export function grammarText(language: Language): string {
  const rules = new Map(Object.entries(fileParser().getGAstProductions()));
  const lines: string[] = [];
  const seen = new Set(['file']);
  for (const name of seen) {
    const rule = rules.get(name);
    const written = rule && sequence(rule.definition, language, seen);
    if (written) lines.push(`${kebab(name).padEnd(INDENT)} = ${outermost(written)}`);
  }
  return lines.join('\n');
}

const INDENT = 15;
const WIDTH = 110;

/** A rule needs no brackets around it; a long one has one way a line. */
function outermost(written: string): string {
  const bare = isGroup(written) ? written.slice(1, -1) : written;
  if (bare.length + INDENT < WIDTH) return bare;
  return topWays(bare).join(`\n${' '.repeat(INDENT)} | `);
}

/** Splits at the bars that stand in no bracket and no quotes. */
function topWays(written: string): string[] {
  const ways = [''];
  let depth = 0;
  for (const part of written.split(/("[^"]*"|[()[\]]| \| )/)) {
    if (part === '(' || part === '[') depth += 1;
    if (part === ')' || part === ']') depth -= 1;
    if (part === ' | ' && depth === 0) ways.push('');
    else ways[ways.length - 1] += part;
  }
  return ways;
}

/** @param used gets the rules that are named */
function write(production: Production, language: Language, used: Set<string>): Written {
  const inner = (definition: Production[]) => sequence(definition, language, used);
  if (production instanceof NonTerminal) {
    used.add(production.nonTerminalName);
    return kebab(production.nonTerminalName);
  }
  if (production instanceof Terminal) return terminal(production.terminalType, language);
  if (production instanceof Alternation) return alternatives(production.definition, language, used);
  if (production instanceof Option) return optional(inner(production.definition));
  if (production instanceof Repetition) return suffixed(inner(production.definition), '*');
  if (production instanceof RepetitionMandatory) return suffixed(inner(production.definition), '+');
  if (production instanceof RepetitionWithSeparator || production instanceof RepetitionMandatoryWithSeparator) {
    const item = inner(production.definition);
    const separator = terminal(production.separator, language);
    if (item === null || separator === null) return null;
    const list = `${item} (${separator} ${item})*`;
    return production instanceof RepetitionWithSeparator ? `[${list}]` : list;
  }
  return null;
}

function sequence(definition: Rule['definition'], language: Language, used: Set<string>): Written {
  const parts = [];
  for (const production of definition) {
    const written = write(production, language, used);
    // An optional part that this keyword set cannot say is simply not there.
    if (written === null && !isOptional(production)) return null;
    if (written !== null) parts.push(written);
  }
  return parts.length === 0 ? null : parts.join(' ');
}

function isOptional(production: Production): boolean {
  return production instanceof Option || production instanceof Repetition;
}

function alternatives(definition: Production[], language: Language, used: Set<string>): Written {
  const ways = [
    ...new Set(
      definition.flatMap((way) => (way instanceof Alternative ? (sequence(way.definition, language, used) ?? []) : [])),
    ),
  ];
  if (ways.length === 0) return null;
  return ways.length === 1 ? (ways[0] ?? null) : `(${ways.join(' | ')})`;
}

function optional(written: Written): Written {
  return written === null ? null : `[${written}]`;
}

function suffixed(written: Written, suffix: '*' | '+'): Written {
  if (written === null) return null;
  return written.includes(' ') && !isGroup(written) ? `(${written})${suffix}` : `${written}${suffix}`;
}

/** Whether the first bracket closes at the very end. */
function isGroup(written: string): boolean {
  if (!written.startsWith('(')) return false;
  let depth = 0;
  for (const [i, character] of [...written].entries()) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0) return i === written.length - 1;
  }
  return false;
}

const SIGNS = new Map(
  Object.entries(PUNCTUATION)
    .map(([sign, type]) => [type.name, sign] as const)
    .reverse(),
);

function terminal(type: TokenType, language: Language): Written {
  if (Object.hasOwn(KEYWORDS, type.name)) {
    const word = KEYWORDS[type.name as Keyword][language][0];
    return word === undefined ? null : `"${word}"`;
  }
  const sign = SIGNS.get(type.name);
  return sign === undefined ? type.name.toUpperCase() : `"${sign}"`;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
