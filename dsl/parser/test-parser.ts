import type { ExpectNode, GivenNode, MomentNode, TestLineNode, TestNode } from '../ast/file.js';
import * as t from '../lexer/token-type.js';
import { DefinitionParser } from './definition-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type TestLine = DistributiveOmit<TestLineNode, 'range'>;
type Expect = DistributiveOmit<ExpectNode, 'range'>;
type WhatHappens = Extract<TestLineNode, { kind: 'event' | 'set' | 'expect' }>;

/** Tests of a SOP: who the fan is, what happens when, and what is expected of it. */
export abstract class TestParser extends DefinitionParser {
  protected readonly test = this.RULE('test', (): TestNode => {
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
