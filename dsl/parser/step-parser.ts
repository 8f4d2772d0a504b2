import type { FieldNode, Name, TextNode } from '../ast/common.js';
import type { ActNode, BlockNode, OverdueNode, SplitArm, StepNode, TillNode, WhoNode } from '../ast/step.js';
import { tokenRange } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { ConditionParser } from './condition-parser.js';
import { K, type DistributiveOmit } from './token-parser.js';

type Step = DistributiveOmit<StepNode, 'range'>;
type Act = ActNode;

/** Third layer of the grammar: what an SOP does. */
export abstract class StepParser extends ConditionParser {
  readonly block = this.RULE(
    'block',
    (): BlockNode => {
      const from = this.here();
      const steps: StepNode[] = [];
      this.CONSUME(t.LeftBrace);
      this.MANY(() => steps.push(this.SUBRULE(this.step)));
      this.CONSUME(t.RightBrace);
      return { steps, range: this.since(from) };
    },
    { recoveryValueFunc: (): BlockNode => ({ steps: [], range: this.lost() }) },
  );

  readonly step = this.RULE(
    'step',
    (): StepNode => {
      const from = this.here();
      const step = this.OR<Step>([
        { ALT: () => this.SUBRULE(this.dayStep) },
        { ALT: () => (this.CONSUME(K.Wait), { kind: 'wait', duration: this.SUBRULE(this.duration) }) },
        { ALT: () => this.SUBRULE(this.tillStep) },
        { ALT: () => this.SUBRULE(this.untilStep) },
        { ALT: () => this.SUBRULE(this.ifStep) },
        { ALT: () => this.SUBRULE(this.splitStep) },
        { ALT: () => this.SUBRULE(this.act) },
      ]);
      return { ...step, range: this.since(from) };
    },
    { recoveryValueFunc: (): StepNode => ({ kind: 'error', range: this.lost() }) },
  );

  private readonly dayStep = this.RULE('dayStep', (): Step => {
    const day = this.take(t.Day);
    const time = this.OPTION(() => this.SUBRULE(this.time)) ?? null;
    return { kind: 'day', day: day.amount, dayRange: tokenRange(day), time, block: this.SUBRULE(this.block) };
  });

  private readonly tillStep = this.RULE('tillStep', (): Step => {
    this.CONSUME(K.WaitTill);
    return this.OR<Step>([
      { ALT: () => (this.CONSUME(K.LiveStart), { kind: 'till', till: { kind: 'live-start' }, time: null }) },
      {
        ALT: () => {
          const till = this.OPTION(() => this.SUBRULE(this.tillDay));
          return { kind: 'till', till: till ?? { kind: 'time' }, time: this.SUBRULE(this.time) };
        },
      },
    ]);
  });

  private readonly tillDay = this.RULE('tillDay', (): TillNode =>
    this.OR<TillNode>([
      {
        ALT: () => {
          const duration = this.SUBRULE(this.duration);
          this.CONSUME(K.Then);
          return { kind: 'later', duration };
        },
      },
      { ALT: () => ({ kind: 'weekday', weekday: this.take(t.Weekday).amount }) },
      {
        ALT: () => {
          const date = this.take(t.DateLiteral);
          return { kind: 'date', date: { date: date.value, range: tokenRange(date) } };
        },
      },
      {
        ALT: () => {
          const field = this.SUBRULE(this.field);
          const before = this.OPTION(() => {
            const length = this.SUBRULE2(this.duration);
            this.CONSUME(K.Before);
            return length;
          });
          return { kind: 'field', field, before: before ?? null };
        },
      },
    ]),
  );

  private readonly untilStep = this.RULE('untilStep', (): Step => {
    this.CONSUME(K.WaitUpTo);
    const duration = this.SUBRULE(this.duration);
    this.CONSUME(K.Until);
    const condition = this.SUBRULE(this.condition);
    const met = this.OPTION(() => {
      this.CONSUME(K.Met);
      return this.SUBRULE(this.block);
    });
    const unmet = this.OPTION2(() => {
      this.CONSUME(K.Unmet);
      return this.SUBRULE2(this.block);
    });
    return { kind: 'until', duration, condition, met: met ?? null, unmet: unmet ?? null };
  });

  private readonly ifStep = this.RULE('ifStep', (): Step => {
    this.CONSUME(K.If);
    const arms = [{ condition: this.SUBRULE(this.condition), block: this.SUBRULE(this.block) }];
    this.MANY(() => {
      this.CONSUME(K.ElseIf);
      arms.push({ condition: this.SUBRULE2(this.condition), block: this.SUBRULE2(this.block) });
    });
    const otherwise = this.OPTION(() => {
      this.CONSUME(K.Else);
      return this.SUBRULE3(this.block);
    });
    return { kind: 'if', arms, otherwise: otherwise ?? null };
  });

  private readonly splitStep = this.RULE('splitStep', (): Step => {
    const arms: SplitArm[] = [];
    this.CONSUME(K.Split);
    const name = this.SUBRULE(this.name);
    this.CONSUME(t.LeftBrace);
    this.AT_LEAST_ONE(() => {
      const from = this.here();
      const arm = this.SUBRULE2(this.name);
      const percent = this.take(t.Percent).amount;
      arms.push({ name: arm, percent, block: this.SUBRULE(this.block), range: this.since(from) });
    });
    this.CONSUME(t.RightBrace);
    return { kind: 'split', name, arms };
  });

  private readonly act = this.RULE('act', (): Act =>
    this.OR<Act>([
      { ALT: () => this.SUBRULE(this.send) },
      { ALT: () => this.SUBRULE(this.tagAct) },
      { ALT: () => (this.CONSUME(K.Untag), { kind: 'untag', names: this.SUBRULE(this.names) }) },
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => (this.CONSUME(K.Upgrade), { kind: 'upgrade', level: this.SUBRULE(this.name) }) },
      { ALT: () => (this.CONSUME(K.AddPoints), { kind: 'points', points: this.take(t.Points).amount }) },
      { ALT: () => (this.CONSUME(K.Grant), { kind: 'grant', coupon: this.SUBRULE2(this.name) }) },
      { ALT: () => this.SUBRULE(this.task) },
      { ALT: () => (this.CONSUME(K.Assign), { kind: 'assign', to: this.SUBRULE(this.who) }) },
      { ALT: () => (this.CONSUME(K.HandOver), { kind: 'handover', to: this.SUBRULE2(this.who) }) },
      {
        ALT: () => {
          this.CONSUME(K.Notify);
          return { kind: 'notify', to: this.SUBRULE3(this.who), text: this.SUBRULE(this.text) };
        },
      },
      { ALT: () => (this.CONSUME(K.Start), { kind: 'start', sop: this.SUBRULE3(this.name) }) },
      { ALT: () => (this.CONSUME(K.Stop), { kind: 'stop', sop: this.SUBRULE4(this.name) }) },
      { ALT: () => (this.CONSUME(K.End), { kind: 'end' }) },
      { ALT: () => this.SUBRULE(this.webhook) },
    ]),
  );

  private readonly send = this.RULE('send', (): Act => {
    this.CONSUME(K.Send);
    const channel = this.take(t.Channel);
    const what = this.OR<{ text: TextNode | null; message: Name | null }>([
      { ALT: () => ({ text: this.SUBRULE(this.text), message: null }) },
      { ALT: () => (this.CONSUME(K.Message), { text: null, message: this.SUBRULE(this.name) }) },
    ]);
    let coupon: Name | null = null;
    let survey: Name | null = null;
    this.MANY(() => {
      this.OR2([
        { ALT: () => (this.CONSUME(K.WithCoupon), (coupon = this.SUBRULE2(this.name))) },
        { ALT: () => (this.CONSUME(K.WithSurvey), (survey = this.SUBRULE3(this.name))) },
      ]);
    });
    const undelivered = this.OPTION(() => {
      this.CONSUME(K.Undelivered);
      return this.SUBRULE(this.block);
    });
    const channelRange = this.ACTION(() => tokenRange(channel));
    return {
      kind: 'send',
      channel: channel.value,
      channelRange,
      ...what,
      coupon,
      survey,
      undelivered: undelivered ?? null,
    };
  });

  private readonly tagAct = this.RULE('tagAct', (): Act => {
    this.OR([{ ALT: () => this.CONSUME(K.AddTag) }, { ALT: () => this.CONSUME(K.Tag) }]);
    return { kind: 'tag', names: this.SUBRULE(this.names) };
  });

  private readonly set = this.RULE('set', (): Act => {
    this.CONSUME(K.Set);
    const field = this.SUBRULE(this.field);
    this.CONSUME(K.Equal);
    return { kind: 'set', field, value: this.SUBRULE(this.sum) };
  });

  private readonly task = this.RULE('task', (): Act => {
    const overdue: OverdueNode[] = [];
    this.CONSUME(K.Task);
    const title = this.SUBRULE(this.name);
    this.CONSUME(K.To);
    const to = this.SUBRULE(this.who);
    this.CONSUME(K.Due);
    const due = this.SUBRULE(this.duration);
    const note = this.OPTION(() => {
      this.CONSUME(K.Note);
      return this.SUBRULE(this.text);
    });
    this.OPTION2(() => {
      this.CONSUME(t.LeftBrace);
      this.MANY(() => overdue.push(this.SUBRULE(this.overdue)));
      this.CONSUME(t.RightBrace);
    });
    return { kind: 'task', title, to, due, note: note ?? null, overdue };
  });

  private readonly overdue = this.RULE(
    'overdue',
    (): OverdueNode => {
      const from = this.here();
      this.CONSUME(K.Overdue);
      const after = this.OPTION(() => this.SUBRULE(this.duration)) ?? null;
      return { after, block: this.SUBRULE(this.block), range: this.since(from) };
    },
    {
      recoveryValueFunc: (): OverdueNode => ({
        after: null,
        block: { steps: [], range: this.lost() },
        range: this.lost(),
      }),
    },
  );

  private readonly webhook = this.RULE('webhook', (): Act => {
    const fields: FieldNode[] = [];
    this.CONSUME(K.Webhook);
    const name = this.SUBRULE(this.name);
    this.OPTION(() => {
      this.CONSUME(K.With);
      fields.push(this.SUBRULE(this.field));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        fields.push(this.SUBRULE2(this.field));
      });
    });
    return { kind: 'webhook', name, fields };
  });

  readonly who = this.RULE(
    'who',
    (): WhoNode => {
      const from = this.here();
      const who = this.OR<DistributiveOmit<WhoNode, 'range'>>([
        { ALT: () => (this.CONSUME(K.Owner), { kind: 'owner' }) },
        { ALT: () => (this.CONSUME(K.Manager), { kind: 'manager' }) },
        { ALT: () => (this.CONSUME(K.Host), { kind: 'host' }) },
        { ALT: () => (this.CONSUME(K.Service), { kind: 'service' }) },
        { ALT: () => (this.CONSUME(K.Group), { kind: 'group', name: this.SUBRULE(this.name) }) },
      ]);
      return { ...who, range: this.since(from) };
    },
    { recoveryValueFunc: (): WhoNode => ({ kind: 'owner', range: this.lost() }) },
  );
}
