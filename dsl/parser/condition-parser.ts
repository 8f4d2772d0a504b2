import { EOF } from 'chevrotain';
import type { CompareNode, ConditionNode, StateNode } from '../ast/condition.js';
import type { Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { tooManyAtoms } from '../problem/catalogue/size.js';
import { mixedAndOr } from '../problem/catalogue/writing.js';
import { EdgeParser } from './edge-parser.js';
import { AFTER_OPERAND } from './expression-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type State = DistributiveOmit<StateNode, 'range'>;
type Compare = DistributiveOmit<CompareNode, 'range'>;

const MAX_ATOMS = 100;

/** Conditions of any of these, and of values compared. */
export abstract class ConditionParser extends EdgeParser {
  readonly condition = this.RULE(
    'condition',
    (): ConditionNode => {
      const parts = [this.SUBRULE(this.unary)];
      const words: Token[] = [];
      this.MANY(() => {
        words.push(this.OR([{ ALT: () => this.take(K.And) }, { ALT: () => this.take(K.Or) }]));
        parts.push(this.SUBRULE2(this.unary));
      });
      return this.ACTION(() => this.join(parts, words));
    },
    { recoveryValueFunc: (): ConditionNode => ({ kind: 'error', range: this.lost() }) },
  );

  /** 且 binds closer than 或, but only so that reading can go on: mixing them is an error. */
  private join(parts: ConditionNode[], words: Token[]): ConditionNode {
    const first = parts[0];
    if (parts.length > MAX_ATOMS && first) {
      this.extra.push(tooManyAtoms(first.range, []));
      return first;
    }
    const groups: ConditionNode[][] = [[]];
    parts.forEach((part, i) => {
      if (words[i - 1]?.tokenType === K.Or) groups.push([]);
      groups.at(-1)?.push(part);
    });
    const joined = groups.map((group) => junction('and', group));
    const mixed = joined.length > 1 && groups.some((group) => group.length > 1);
    if (mixed) this.mixed(joined, parts, words);
    return junction('or', joined);
  }

  private mixed(groups: ConditionNode[], parts: ConditionNode[], words: Token[]): void {
    const second = words.find((word) => word.tokenType !== words[0]?.tokenType) ?? words[0];
    if (!second) return;
    const range = { from: second.startOffset, to: second.endOffset + 1 };
    const closest = parts.length === 3 ? orGroup(parts, words) : null;
    const conjunctions = groups.filter((group) => group.kind === 'and').map((group) => group.range);
    const readings = [
      ...(closest ? [bracket('先“或”后“且”', 'Join with “or” first', [closest])] : []),
      bracket('先“且”后“或”', 'Join with “and” first', conjunctions),
    ];
    this.extra.push(mixedAndOr(range, readings));
  }

  private readonly unary = this.RULE(
    'unary',
    (): ConditionNode => {
      const from = this.here();
      const node = this.OR<DistributiveOmit<ConditionNode, 'range'>>({
        IGNORE_AMBIGUITIES: true,
        DEF: [
          { ALT: () => this.SUBRULE(this.negation) },
          { GATE: () => !this.operandInParens(), ALT: () => this.SUBRULE(this.group) },
          { GATE: () => !this.propertyOfFirst(), ALT: () => this.SUBRULE(this.happening) },
          { GATE: () => !this.dateIsOperand(), ALT: () => this.SUBRULE(this.timer) },
          { GATE: () => !this.windowIsOperand(), ALT: () => this.SUBRULE(this.behaviour) },
          { ALT: () => this.SUBRULE(this.belonging) },
          { ALT: () => this.SUBRULE(this.comparison) },
        ],
      });
      return { ...node, range: this.since(from) };
    },
    { recoveryValueFunc: (): ConditionNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly negation = this.RULE('negation', (): DistributiveOmit<ConditionNode, 'range'> => {
    this.CONSUME(K.Not);
    this.CONSUME(t.LeftParen);
    const of = this.SUBRULE(this.condition);
    this.CONSUME(t.RightParen);
    return { kind: 'not', of };
  });

  private readonly group = this.RULE('group', (): ConditionNode => {
    this.CONSUME(t.LeftParen);
    const of = this.SUBRULE(this.condition);
    this.CONSUME(t.RightParen);
    return of;
  });

  /** Where the parenthesis at `ahead` closes. */
  private closing(ahead: number): number {
    let depth = 0;
    for (let i = ahead; ; i++) {
      if (this.sees(i, t.LeftParen)) depth++;
      else if (this.sees(i, t.RightParen)) depth--;
      if (depth <= 0 || this.sees(i, EOF)) return i;
    }
  }

  /** `(购买金额 + 10元) > …`: the parenthesis holds a value, not a condition. */
  private operandInParens(): boolean {
    return this.sees(1, t.LeftParen) && AFTER_OPERAND.has(this.LA(this.closing(1) + 1).tokenType);
  }

  /** `首次支付的商品`: a value, not an event. */
  private propertyOfFirst(): boolean {
    if (!this.sees(1, K.First)) return false;
    let at = this.sees(2, K.CustomEvent) ? 4 : 3;
    if (this.sees(at, t.Text)) at++;
    if (this.sees(at, t.LeftParen)) at = this.closing(at) + 1;
    return this.sees(at, t.Dot);
  }

  private dateIsOperand(): boolean {
    return this.sees(1, t.DateLiteral) && !this.sees(2, t.Time, K.At);
  }

  private windowIsOperand(): boolean {
    if (this.sees(1, t.Duration)) return !this.sees(2, K.Within);
    return this.sees(1, K.Today) && AFTER_OPERAND.has(this.LA(2).tokenType);
  }

  private readonly belonging = this.RULE('belonging', (): State => {
    return this.OR<State>([
      {
        ALT: () => {
          const no = this.OR2([{ ALT: () => (this.CONSUME(K.Has), false) }, { ALT: () => (this.CONSUME(K.No), true) }]);
          return this.OR3<State>([
            { ALT: () => (this.CONSUME(K.Tag), { kind: 'tag', no, names: this.SUBRULE(this.names) }) },
            { ALT: () => ({ kind: 'present', no, field: this.SUBRULE(this.field) }) },
            // 没有支付: since when? `check/position.ts` asks.
            { ALT: () => ({ kind: 'did', window: null, no, ...this.SUBRULE(this.events) }) },
          ]);
        },
      },
      {
        ALT: () => {
          const no = this.OR4([
            { ALT: () => (this.CONSUME(K.In), false) },
            { ALT: () => (this.CONSUME(K.NotIn), true) },
          ]);
          this.CONSUME(K.Segment);
          return { kind: 'segment', no, name: this.SUBRULE(this.name) };
        },
      },
    ]);
  });

  private readonly comparison = this.RULE('comparison', (): Compare => {
    const left = this.SUBRULE(this.sum);
    return this.OR<Compare>([
      {
        ALT: () => {
          const operands = [left];
          const ops = [this.SUBRULE(this.comparator)];
          operands.push(this.SUBRULE2(this.sum));
          this.OPTION(() => {
            ops.push(this.SUBRULE2(this.comparator));
            operands.push(this.SUBRULE3(this.sum));
          });
          return { kind: 'compare', operands, ops };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.Between);
          const low = this.SUBRULE4(this.sum);
          this.OR2([{ ALT: () => this.CONSUME(K.And) }, { ALT: () => this.CONSUME(K.UpTo) }]);
          return { kind: 'between', value: left, low, high: this.SUBRULE5(this.sum) };
        },
      },
      { ALT: () => ({ kind: 'contains', left, right: this.SUBRULE(this.contained) }) },
      {
        ALT: () => {
          const no = this.OR3([
            { ALT: () => (this.CONSUME(K.In), false) },
            { ALT: () => (this.CONSUME(K.NotIn), true) },
          ]);
          this.CONSUME(t.LeftParen);
          const values = [this.SUBRULE6(this.sum)];
          this.MANY(() => {
            this.CONSUME(t.Comma);
            values.push(this.SUBRULE7(this.sum));
          });
          this.CONSUME(t.RightParen);
          return { kind: 'one-of', no, left, values };
        },
      },
    ]);
  });
}

function junction(kind: 'and' | 'or', of: ConditionNode[]): ConditionNode {
  const [first] = of;
  const last = of.at(-1);
  if (!first || !last) return { kind: 'error', range: { from: 0, to: 0 } };
  if (of.length === 1) return first;
  return { kind, of, range: { from: first.range.from, to: last.range.to } };
}

/** The two parts that 或 joins, of three. */
function orGroup(parts: ConditionNode[], words: Token[]): { from: number; to: number } | null {
  const at = words.findIndex((word) => word.tokenType === K.Or);
  const [left, right] = [parts[at], parts[at + 1]];
  return left && right ? { from: left.range.from, to: right.range.to } : null;
}

function bracket(zh: string, en: string, ranges: { from: number; to: number }[]) {
  const edits = ranges.flatMap(({ from, to }) => [
    { range: { from, to: from }, text: '(' },
    { range: { from: to, to }, text: ')' },
  ]);
  return { title: { zh, en }, edits };
}
