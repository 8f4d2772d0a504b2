import type { Name, TextNode } from '../ast/common.js';
import type { ConditionNode } from '../ast/condition.js';
import type { DefineNode, SignalNode } from '../ast/file.js';
import * as t from '../lexer/token-type.js';
import { fenOf } from './expression-parser.js';
import { HeadParser } from './head-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type Define = DistributiveOmit<DefineNode, 'range' | 'sound'>;

/** What SOPs name: segments, tags by rule, scores, coupons, messages, lists of words. */
export abstract class DefinitionParser extends HeadParser {
  protected readonly define = this.RULE('define', (): DefineNode => {
    const from = this.here();
    const defined = this.OR<Define>([
      { ALT: () => (this.CONSUME(K.Segment), { kind: 'segment', ...this.SUBRULE(this.ruled) }) },
      { ALT: () => (this.CONSUME(K.Tag), { kind: 'rule-tag', ...this.SUBRULE2(this.ruled) }) },
      { ALT: () => this.SUBRULE(this.score) },
      { ALT: () => this.SUBRULE(this.coupon) },
      { ALT: () => this.SUBRULE(this.message) },
      {
        ALT: () => {
          this.CONSUME(K.Words);
          return { kind: 'words', name: this.SUBRULE(this.name), words: this.SUBRULE(this.names) };
        },
      },
    ]);
    return { ...defined, range: this.since(from), sound: true };
  });

  private readonly ruled = this.RULE('ruled', (): { name: Name; condition: ConditionNode } => {
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.When);
    return { name, condition: this.SUBRULE(this.condition) };
  });

  private readonly score = this.RULE('score', (): Define => {
    const signals: SignalNode[] = [];
    this.CONSUME(K.Score);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => {
      const from = this.here();
      const event = this.SUBRULE(this.event);
      const points = this.take(t.Points).amount;
      const most = this.OPTION(() => {
        this.CONSUME(K.LessEqual);
        return this.take(t.Points, 2).amount;
      });
      signals.push({ event, points, most: most ?? null, range: this.since(from) });
    });
    const half = this.OPTION2(() => {
      this.CONSUME(K.Half);
      return this.SUBRULE(this.every);
    });
    this.CONSUME(t.RightBrace);
    return { kind: 'score', name, signals, half: half ?? null };
  });

  private readonly coupon = this.RULE('coupon', (): Define => {
    this.CONSUME(K.Coupon);
    const name = this.SUBRULE(this.name);
    const overFen = this.OPTION(() => {
      this.CONSUME(K.Over);
      return fenOf(this.take(t.Money));
    });
    this.CONSUME(K.Off);
    const off = this.OR<{ fen: number } | { percent: number }>([
      { ALT: () => ({ fen: fenOf(this.take(t.Money, 2)) }) },
      { ALT: () => ({ percent: this.take(t.Percent).amount }) },
    ]);
    this.CONSUME(K.Valid);
    const valid = this.SUBRULE(this.duration);
    const stock = this.OPTION2(() => {
      this.CONSUME(K.Stock);
      return this.take(t.Pieces).amount;
    });
    return { kind: 'coupon', name, overFen: overFen ?? null, off, valid, stock: stock ?? null };
  });

  private readonly message = this.RULE('message', (): Define => {
    const variants: { channel: string; text: TextNode }[] = [];
    this.CONSUME(K.Message);
    const name = this.SUBRULE(this.name);
    const text = this.OR<TextNode | null>([
      { ALT: () => this.SUBRULE(this.text) },
      {
        ALT: () => {
          this.CONSUME(t.LeftBrace);
          this.AT_LEAST_ONE(() => {
            const channel = this.take(t.Channel).value;
            variants.push({ channel, text: this.SUBRULE2(this.text) });
          });
          this.CONSUME(t.RightBrace);
          return null;
        },
      },
    ]);
    return { kind: 'message', name, text, variants };
  });
}
