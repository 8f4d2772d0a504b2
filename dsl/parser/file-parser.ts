import type { DurationNode, PropertyNode, TextNode } from '../ast/common.js';
import type {
  DefineNode,
  DefinitionNode,
  ExpectNode,
  FileNode,
  GivenNode,
  HeadNode,
  MomentNode,
  SignalNode,
  SopNode,
  SpanNode,
  TestLineNode,
  TestNode,
} from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import type { ConditionNode } from '../ast/condition.js';
import type { Name } from '../ast/common.js';
import { tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { fenOf, K, TooManyErrors, type DistributiveOmit } from './expression-parser.js';
import { StepParser } from './step-parser.js';

type Head = DistributiveOmit<HeadNode, 'range'>;
type Define = DistributiveOmit<DefineNode, 'range' | 'sound'>;
type TestLine = DistributiveOmit<TestLineNode, 'range'>;
type Expect = DistributiveOmit<ExpectNode, 'range'>;

/** Top layer of the grammar: SOPs with their rules, definitions and tests. */
export class FileParser extends StepParser {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** Reads tokens; mistakes are in `errors` and `extra`. Of a text that is nothing but mistakes no definition is left. */
  read(tokens: Token[]): FileNode {
    this.begin(tokens);
    try {
      return this.file();
    } catch (error) {
      if (error instanceof TooManyErrors) return { definitions: [], range: { from: 0, to: 0 } };
      throw error;
    }
  }

  readonly file = this.RULE(
    'file',
    (): FileNode => {
      const definitions: DefinitionNode[] = [];
      this.MANY(() => {
        const definition = this.SUBRULE(this.definition);
        this.ACTION(() => definition && definitions.push(definition));
      });
      return { definitions, range: { from: 0, to: 0 } };
    },
    { recoveryValueFunc: (): FileNode => ({ definitions: [], range: { from: 0, to: 0 } }) },
  );

  private readonly definition = this.RULE(
    'definition',
    (): DefinitionNode | null =>
      this.OR<DefinitionNode | null>([
        { ALT: () => this.SUBRULE(this.sop) },
        { ALT: () => this.SUBRULE(this.define) },
        { ALT: () => this.SUBRULE(this.test) },
      ]),
    { recoveryValueFunc: () => null },
  );

  private readonly sop = this.RULE('sop', (): SopNode => {
    const from = this.here();
    const heads: HeadNode[] = [];
    const steps: StepNode[] = [];
    this.CONSUME(K.Sop);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.MANY(() => heads.push(this.SUBRULE(this.head)));
    this.MANY2(() => steps.push(this.SUBRULE(this.step)));
    this.CONSUME(t.RightBrace);
    return { kind: 'sop', name, heads, steps, range: this.since(from), sound: true };
  });

  private readonly head = this.RULE(
    'head',
    (): HeadNode => {
      const from = this.here();
      const head = this.OR<Head>([
        { ALT: () => (this.CONSUME(K.When), { kind: 'when', condition: this.SUBRULE(this.condition) }) },
        { ALT: () => this.SUBRULE(this.reentry) },
        { ALT: () => (this.CONSUME(K.Quiet), { kind: 'quiet', span: this.SUBRULE(this.span) }) },
        {
          ALT: () => {
            this.CONSUME(K.OnlyIn);
            const days = this.OPTION(() => this.SUBRULE(this.weekdays)) ?? null;
            return { kind: 'only', days, span: this.SUBRULE2(this.span) };
          },
        },
        { ALT: () => this.SUBRULE(this.limit) },
        { ALT: () => this.SUBRULE(this.budget) },
        {
          ALT: () => {
            this.CONSUME(K.Goal);
            return { kind: 'goal', events: this.SUBRULE(this.events).events, window: this.SUBRULE(this.window) };
          },
        },
        { ALT: () => this.SUBRULE(this.leave) },
        {
          ALT: () => {
            this.CONSUME(K.Expire);
            const after = this.SUBRULE(this.duration);
            return { kind: 'expire', after, block: this.OPTION2(() => this.SUBRULE(this.block)) ?? null };
          },
        },
        { ALT: () => (this.CONSUME(K.Note), { kind: 'note', text: this.SUBRULE(this.text) }) },
      ]);
      return { ...head, range: this.since(from) };
    },
    { recoveryValueFunc: (): HeadNode => ({ kind: 'error', range: this.lost() }) },
  );

  /** `每人每90天一次`, `once per fan every 90 days`, `可再次进入`. */
  private readonly reentry = this.RULE('reentry', (): Head => {
    return this.OR<Head>([
      {
        ALT: () => {
          this.CONSUME(K.Once);
          const per = this.SUBRULE(this.per);
          const every = this.OPTION(() => this.SUBRULE(this.every));
          return { kind: 'reentry', per, every: every ?? null, again: false };
        },
      },
      {
        ALT: () => {
          const per = this.SUBRULE2(this.per);
          const every = this.OPTION2(() => this.SUBRULE2(this.every));
          this.CONSUME2(K.Once);
          return { kind: 'reentry', per, every: every ?? null, again: false };
        },
      },
      { ALT: () => (this.CONSUME(K.Again), { kind: 'reentry', per: null, every: null, again: true }) },
    ]);
  });

  private readonly per = this.RULE('per', (): PropertyNode | null =>
    this.OR<PropertyNode | null>([
      { ALT: () => (this.CONSUME(K.PerFan), null) },
      { ALT: () => (this.CONSUME(K.Per), this.SUBRULE(this.property)) },
    ]),
  );

  private readonly every = this.RULE('every', (): DurationNode => {
    this.CONSUME(K.Every);
    return this.SUBRULE(this.duration);
  });

  private readonly span = this.RULE('span', (): SpanNode => {
    const begin = this.here();
    const from = this.SUBRULE(this.time);
    this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(K.UpTo) }]);
    const to = this.SUBRULE2(this.time);
    return { from, to, range: this.since(begin) };
  });

  private readonly weekdays = this.RULE('weekdays', (): number[] => {
    const days = [this.take(t.Weekday).amount];
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.OR2([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(K.UpTo) }]);
            const last = this.take(t.Weekday, 2).amount;
            for (let day = days[0] ?? 1; day !== last && days.length < 7;) days.push((day = (day % 7) + 1));
          },
        },
        {
          ALT: () => {
            this.AT_LEAST_ONE(() => {
              this.CONSUME(t.Comma);
              days.push(this.take(t.Weekday, 3).amount);
            });
          },
        },
      ]);
    });
    return [...new Set(days)].sort((a, b) => a - b);
  });

  private readonly limit = this.RULE('limit', (): Head => {
    this.CONSUME(K.Limit);
    const channel = this.OPTION(() => this.take(t.Channel).value) ?? null;
    const messages = this.take(t.Pieces);
    const every = this.SUBRULE(this.every);
    return { kind: 'limit', channel, messages: messages.amount, messagesRange: tokenRange(messages), every };
  });

  private readonly budget = this.RULE('budget', (): Head => {
    this.CONSUME(K.Budget);
    const money = this.take(t.Money);
    const every = this.OPTION(() =>
      this.OR<DurationNode | 'month'>([
        { ALT: () => this.SUBRULE(this.every) },
        { ALT: () => (this.CONSUME(K.Monthly), 'month') },
      ]),
    );
    return { kind: 'budget', fen: fenOf(money), every: every ?? null };
  });

  /** `一旦 … 就离开 {…}`, `leave when … {…}`. */
  private readonly leave = this.RULE('leave', (): Head => {
    const condition = this.OR<ConditionNode>([
      {
        ALT: () => {
          this.CONSUME(K.IfEver);
          const read = this.SUBRULE(this.condition);
          this.CONSUME(K.LeaveNow);
          return read;
        },
      },
      { ALT: () => (this.CONSUME(K.LeaveWhen), this.SUBRULE2(this.condition)) },
    ]);
    return { kind: 'leave', condition, block: this.OPTION(() => this.SUBRULE(this.block)) ?? null };
  });

  private readonly define = this.RULE('define', (): DefineNode => {
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

  private readonly test = this.RULE('test', (): TestNode => {
    const from = this.here();
    const lines: TestLineNode[] = [];
    this.CONSUME(K.Test);
    const name = this.SUBRULE(this.name);
    const sop = this.OPTION(() => {
      this.CONSUME(K.For);
      return this.SUBRULE2(this.name);
    });
    this.CONSUME(t.LeftBrace);
    this.MANY(() => lines.push(this.SUBRULE(this.testLine)));
    this.CONSUME(t.RightBrace);
    return { kind: 'test', name, sop: sop ?? null, lines, range: this.since(from), sound: true };
  });

  private readonly testLine = this.RULE(
    'testLine',
    (): TestLineNode => {
      const from = this.here();
      const line = this.OR<TestLine>([
        { ALT: () => this.SUBRULE(this.fanLine) },
        {
          ALT: () => {
            this.CONSUME(K.Split);
            const split = this.SUBRULE(this.name);
            this.CONSUME(K.Equal);
            return { kind: 'split', split, arm: this.SUBRULE2(this.name) };
          },
        },
        {
          ALT: () => {
            const moment = this.OPTION(() => this.SUBRULE(this.moment)) ?? null;
            return { moment, ...this.SUBRULE(this.whatHappens) };
          },
        },
      ]);
      return { ...line, range: this.since(from) };
    },
    { recoveryValueFunc: (): TestLineNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly fanLine = this.RULE('fanLine', (): TestLine => {
    const given: GivenNode[] = [];
    this.CONSUME(K.Fan);
    const name = this.OPTION(() => this.SUBRULE(this.name)) ?? null;
    this.CONSUME(t.LeftBrace);
    this.MANY(() => given.push(this.SUBRULE(this.given)));
    this.CONSUME(t.RightBrace);
    return { kind: 'fan', name, given };
  });

  private readonly given = this.RULE(
    'given',
    (): GivenNode => {
      const from = this.here();
      const given = this.OR<DistributiveOmit<GivenNode, 'range'>>([
        {
          ALT: () => {
            this.CONSUME(K.Consent);
            const channels = [this.take(t.Channel).value];
            this.MANY(() => {
              this.CONSUME(t.Comma);
              channels.push(this.take(t.Channel, 2).value);
            });
            return { kind: 'consent', channels };
          },
        },
        {
          ALT: () => {
            const field = this.SUBRULE(this.field);
            this.CONSUME(K.Equal);
            return { kind: 'field', field, value: this.SUBRULE(this.sum) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.Has);
            this.CONSUME(K.Tag);
            return { kind: 'tags', names: this.SUBRULE(this.names) };
          },
        },
      ]);
      return { ...given, range: this.since(from) };
    },
    { recoveryValueFunc: (): GivenNode => ({ kind: 'tags', names: [], range: this.lost() }) },
  );

  private readonly moment = this.RULE('moment', (): MomentNode => {
    const from = this.here();
    const moment = this.OR<DistributiveOmit<MomentNode, 'range'>>([
      {
        ALT: () => {
          const day = this.take(t.Day).amount;
          return (
            this.OPTION(() =>
              this.OR2<DistributiveOmit<MomentNode, 'range'>>([
                { ALT: () => (this.CONSUME(K.Onwards), { kind: 'onwards', day }) },
                { ALT: () => ({ kind: 'day', day, time: this.SUBRULE(this.time) }) },
              ]),
            ) ?? { kind: 'day', day, time: null }
          );
        },
      },
      {
        ALT: () => {
          const duration = this.SUBRULE(this.duration);
          this.CONSUME(K.Before);
          return { kind: 'ago', duration };
        },
      },
    ]);
    return { ...moment, range: this.since(from) };
  });

  private readonly whatHappens = this.RULE('whatHappens', (): DistributiveOmit<WhatHappens, 'range' | 'moment'> =>
    this.OR<DistributiveOmit<WhatHappens, 'range' | 'moment'>>([
      { ALT: () => ({ kind: 'event', event: this.SUBRULE(this.event) }) },
      {
        ALT: () => {
          this.CONSUME(K.Set);
          const field = this.SUBRULE(this.field);
          this.CONSUME(K.Equal);
          return { kind: 'set', field, value: this.SUBRULE(this.sum) };
        },
      },
      { ALT: () => ({ kind: 'expect', expect: this.SUBRULE(this.expect) }) },
    ]),
  );

  private readonly expect = this.RULE(
    'expect',
    (): ExpectNode => {
      const from = this.here();
      this.CONSUME(K.Expect);
      const expect = this.OR<Expect>([
        { GATE: () => this.sees(1, K.Sent) || this.sees(2, K.Sent), ALT: () => this.SUBRULE(this.sent) },
        { ALT: () => (this.CONSUME(K.Left), { kind: 'left' }) },
        { ALT: () => (this.CONSUME(K.Finished), { kind: 'finished' }) },
        { ALT: () => (this.CONSUME(K.Task), { kind: 'task', title: this.SUBRULE(this.name) }) },
        { ALT: () => (this.CONSUME(K.Start), { kind: 'started', sop: this.SUBRULE2(this.name) }) },
        { ALT: () => ({ kind: 'condition', condition: this.SUBRULE(this.condition) }) },
      ]);
      return { ...expect, range: this.since(from) };
    },
    { recoveryValueFunc: (): ExpectNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly sent = this.RULE('sent', (): Expect => {
    const no = this.OPTION(() => this.CONSUME(K.No)) !== undefined;
    this.CONSUME(K.Sent);
    const channel = this.OPTION2(() => this.take(t.Channel).value) ?? null;
    const count = this.OPTION3(() => this.take(t.Count).amount) ?? null;
    return { kind: 'sent', no, channel, count };
  });
}

type WhatHappens = Extract<TestLineNode, { kind: 'event' | 'set' | 'expect' }>;
