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
import { WORDS } from '../lexer/word.js';
import { fileParser } from '../parser/parse.js';
import type { Language } from '../vocabulary/language.js';
import type { Random } from './random.js';

/*
 * Texts made by walking over the grammar itself, so that no construct is left out and none is forgotten later. They are
 * written as the grammar wants them; whether they make sense is another matter.
 */

const SAMPLES: Record<string, readonly [zh: string, en: string][]> = {
  Text: [
    ['"甲"', '"甲"'],
    ['"新粉-待转化"', '"新粉-待转化"'],
    ['"{粉丝.昵称|亲},{券.链接} {{x}}"', '"{fan.nick|亲},{coupon.link} {{x}}"'],
    ['"引\\"号\\\\"', '"引\\"号\\\\"'],
    ['"""\n第一行\n  第二行\n"""', '"""\n第一行\n  第二行\n"""'],
  ],
  NumberLiteral: [
    ['7', '7'],
    ['0.5', '0.5'],
  ],
  Day: [
    ['第0天', 'day 0'],
    ['第3天', 'day 3'],
  ],
  Time: [
    ['10:00', '10:00'],
    ['0:05', '0:05'],
  ],
  DateLiteral: [['2025-11-11', '2025-11-11']],
  Duration: [
    ['3秒', '3 seconds'],
    ['1分钟', '1 minute'],
    ['1.5小时', '1.5 hours'],
    ['30天', '30 days'],
    ['2周', '2 weeks'],
    ['2工作小时', '2 working hours'],
    ['1工作日', '1 working day'],
  ],
  Money: [
    ['99元', '99 yuan'],
    ['0.01元', '0.01 yuan'],
  ],
  Count: [
    ['2次', '2 times'],
    ['1次', '1 time'],
  ],
  Pieces: [
    ['3条', '3 messages'],
    ['20张', '20 pieces'],
  ],
  Points: [['5分', '5 points']],
  Percent: [
    ['50%', '50%'],
    ['12.5%', '12.5%'],
  ],
  DayOfMonth: [['1日', '1日']],
  LeftBrace: [['{\n', '{\n']],
  RightBrace: [['}\n', '}\n']],
  LeftParen: [['(', '(']],
  RightParen: [[')', ')']],
  Comma: [[',', ',']],
  Dot: [['.', '.']],
  Plus: [['+', '+']],
  Minus: [['-', '-']],
  Star: [['*', '*']],
  Slash: [['/', '/']],
};

/** Depth from which on the shortest way out is taken. */
const DEEP = 14;
const ENDLESS = 1e6;

const spellings = new Map<string, string[]>();
for (const word of WORDS) {
  for (const language of word.language === null ? ['zh', 'en'] : [word.language]) {
    const key = `${language} ${word.type.name}`;
    spellings.set(key, [...(spellings.get(key) ?? []), word.text]);
  }
}

export interface RandomSyntax {
  text: string;
  /** Rules of the grammar that it was made by. */
  rules: ReadonlySet<string>;
}

/** One definition (an SOP, a segment, a test, …) in one keyword set. */
export function randomDefinition(random: Random, language: Language): RandomSyntax {
  const walk = new Walk(random, language);
  walk.rule('definition', 0);
  return { text: `${walk.words.join(' ')}\n`, rules: walk.rules };
}

/** All rules that {@link randomDefinition} may use. */
export function definitionRules(): string[] {
  return Object.keys(fileParser().getGAstProductions()).filter((name) => name !== 'file');
}

class Walk {
  readonly words: string[] = [];
  readonly rules = new Set<string>();

  constructor(
    private readonly random: Random,
    private readonly language: Language,
  ) {}

  /** The word that joins what stands in the rule being written: mixing 且 and 或 is refused. */
  private join: 'And' | 'Or' | null = null;

  rule(name: string, depth: number): void {
    const rule = fileParser().getGAstProductions()[name];
    if (!rule) return;
    this.rules.add(name);
    const outer = this.join;
    this.join = name === 'condition' ? this.random.pick(['And', 'Or']) : name === 'events' ? 'Or' : null;
    this.all(rule.definition, depth + 1);
    this.join = outer;
  }

  private all(parts: readonly IProduction[], depth: number): void {
    for (const part of parts) this.walk(part, depth);
  }

  private walk(node: IProduction, depth: number): void {
    if (node instanceof Terminal) this.words.push(this.spell(node.terminalType.name));
    else if (node instanceof NonTerminal) this.rule(node.nonTerminalName, depth);
    else if (node instanceof Alternation) this.walk(this.choose(node.definition, depth), depth);
    else if (node instanceof Alternative) this.all(node.definition, depth);
    else if (node instanceof Option) {
      if (depth < DEEP && this.random.chance(0.5)) this.all(node.definition, depth);
    } else if (node instanceof Repetition || node instanceof RepetitionMandatory) {
      const least = node instanceof RepetitionMandatory ? 1 : 0;
      const more = depth < DEEP ? this.random.below(3) : 0;
      for (let i = 0; i < least + more; i++) this.all(node.definition, depth);
    }
  }

  private choose(choices: readonly IProduction[], depth: number): IProduction {
    const costs = choices.map((choice) => cost(choice, this.language));
    const limit = depth < DEEP ? ENDLESS - 1 : Math.min(...costs);
    return this.random.pick(choices.filter((_, i) => (costs[i] ?? 0) <= limit));
  }

  private spell(type: string): string {
    if (this.join !== null && (type === 'And' || type === 'Or')) return this.word(this.join);
    const sample = SAMPLES[type];
    if (sample) return this.random.pick(sample)[this.language === 'zh' ? 0 : 1];
    return this.word(type);
  }

  /** In Chinese a few English words (`at`) are left out. */
  private word(type: string): string {
    return this.random.pick(spellings.get(`${this.language} ${type}`) ?? ['']);
  }
}

const costs: Record<Language, Map<string, number>> = { zh: new Map(), en: new Map() };

/** Fewest words that a piece of the grammar takes; endless where this keyword set has no word for it. */
function cost(node: IProduction, language: Language): number {
  if (costs[language].size === 0) findCosts(language);
  return costOf(node, language);
}

function findCosts(language: Language): void {
  const rules = fileParser().getGAstProductions();
  for (const name of Object.keys(rules)) costs[language].set(name, ENDLESS);
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, rule] of Object.entries(rules)) {
      const found = costOf(rule, language);
      if (found >= (costs[language].get(name) ?? 0)) continue;
      costs[language].set(name, found);
      changed = true;
    }
  }
}

function costOf(node: IProduction, language: Language): number {
  if (node instanceof Terminal) return node.terminalType === EOF ? 0 : sayable(node.terminalType.name, language);
  if (node instanceof NonTerminal) return costs[language].get(node.nonTerminalName) ?? ENDLESS;
  if (node instanceof Alternation) return Math.min(...node.definition.map((choice) => costOf(choice, language)));
  if (node instanceof Option || node instanceof Repetition) return 0;
  const parts =
    node instanceof Rule || node instanceof Alternative || node instanceof RepetitionMandatory ? node.definition : [];
  return parts.reduce((sum, part) => sum + costOf(part, language), 0);
}

function sayable(type: string, language: Language): number {
  return SAMPLES[type] || spellings.has(`${language} ${type}`) ? 1 : ENDLESS;
}
