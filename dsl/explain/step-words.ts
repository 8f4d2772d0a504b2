import type { FieldNode, TimeNode } from '../ast/common.js';
import type { BlockNode, StepNode, TillNode, WhoNode } from '../ast/step.js';
import { couponTermsOf } from '../catalogue/coupon.js';
import { isServiceText } from '../catalogue/text-content.js';
import type { CompileContext } from '../compile/context.js';
import type { CouponTerms } from '../ir/program.js';
import { toTemplateText } from '../parser/text.js';
import type { Language } from '../vocabulary/language.js';
import { ConditionWords } from './condition-words.js';
import { PlainPhrase } from './plain-phrase.js';

type Of<K extends StepNode['kind']> = Extract<StepNode, { kind: K }>;

/** A way on from a step, and the block that runs there. `label` is empty where a step has only one. */
export interface Way {
  label: string;
  block: BlockNode | null;
}

/** Says steps in plain words. */
export class StepWords {
  readonly phrase: PlainPhrase;
  readonly conditions: ConditionWords;

  /** @param context what texts and coupons the steps name */
  constructor(
    language: Language,
    private readonly context: CompileContext,
  ) {
    this.phrase = new PlainPhrase(language);
    this.conditions = new ConditionWords(this.phrase);
  }

  /** The step in one line, without what its blocks hold. */
  step(node: StepNode): string {
    const { phrase: p } = this;
    switch (node.kind) {
      case 'day':
        return this.day(node);
      case 'wait':
        return p.either(`等待${p.duration(node.duration)}`, `Wait ${p.duration(node.duration)}`);
      case 'till':
        return this.till(node.till, node.time);
      case 'until': {
        const condition = this.conditions.condition(node.condition);
        return p.either(
          `最多等${p.duration(node.duration)}，看粉丝是否${condition}`,
          `Wait up to ${p.duration(node.duration)} for the fan who ${condition}`,
        );
      }
      case 'if':
        return p.either('看粉丝的情况', 'It depends on the fan');
      case 'split':
        return p.either(`随机分流${p.name(node.name)}`, `Split at random ${p.name(node.name)}`);
      case 'send':
        return this.send(node);
      case 'tag':
        return p.either(`打标签${p.names(node.names)}`, `Tag ${p.names(node.names)}`);
      case 'untag':
        return p.either(`去掉标签${p.names(node.names)}`, `Take off the tag ${p.names(node.names)}`);
      case 'set':
        return p.either(
          `把${p.field(node.field)}设为${this.conditions.expression(node.value)}`,
          `Set ${p.field(node.field)} to ${this.conditions.expression(node.value)}`,
        );
      case 'upgrade':
        return p.either(`升级到${p.name(node.level)}`, `Upgrade to ${p.name(node.level)}`);
      case 'points':
        return p.either(`加${String(node.points)}积分`, `Add ${String(node.points)} points`);
      case 'grant':
        return p.either(
          `发优惠券${this.coupon(node.coupon.value)}`,
          `Give the coupon ${this.coupon(node.coupon.value)}`,
        );
      case 'task': {
        const due = p.duration(node.due);
        const note = node.note
          ? p.either(`，说明：“${p.plainText(node.note)}”`, `, note: “${p.plainText(node.note)}”`)
          : '';
        return p.either(
          `给${this.who(node.to)}派任务${p.name(node.title)}，期限${due}${note}`,
          `Give ${this.who(node.to)} the task ${p.name(node.title)}, due in ${due}${note}`,
        );
      }
      case 'assign':
        return p.either(`分配给${this.who(node.to)}`, `Assign the fan to ${this.who(node.to)}`);
      case 'handover':
        return p.either(`转交${this.who(node.to)}`, `Hand the fan over to ${this.who(node.to)}`);
      case 'notify':
        return p.either(
          `提醒${this.who(node.to)}：“${p.plainText(node.text)}”`,
          `Remind ${this.who(node.to)}: “${p.plainText(node.text)}”`,
        );
      case 'start':
        return p.either(`启动流程${p.name(node.sop)}`, `Start the SOP ${p.name(node.sop)}`);
      case 'stop':
        return p.either(`停止流程${p.name(node.sop)}`, `Stop the SOP ${p.name(node.sop)}`);
      case 'webhook':
        return this.webhook(node.name.value, node.fields);
      case 'end':
        return p.either('到此结束', 'End here');
      case 'error':
        return p.either('（这一步看不懂）', '(this step cannot be read)');
    }
  }

  /** Where several ways lead on, each with what leads there. */
  ways(node: StepNode): Way[] {
    const { phrase: p } = this;
    switch (node.kind) {
      case 'until':
        return [
          { label: p.either('等到了', 'If it happens in time'), block: node.met },
          { label: p.either('没等到', 'If it does not'), block: node.unmet },
        ];
      case 'if':
        return [
          ...node.arms.map(({ condition, block }, i) => ({
            label: p.either(
              `${i === 0 ? '如果' : '否则，如果'}${this.conditions.condition(condition)}`,
              `${i === 0 ? 'If' : 'Else, if'} the fan ${this.conditions.condition(condition)}`,
            ),
            block,
          })),
          { label: p.either('其他情况', 'Otherwise'), block: node.otherwise },
        ];
      case 'split':
        return node.arms.map(({ name, percent, block }) => ({
          label: `${p.name(name)} ${p.number(percent)}%`,
          block,
        }));
      case 'send':
        return node.undelivered
          ? [{ label: p.either('如果送不到', 'If it cannot be delivered'), block: node.undelivered }]
          : [];
      case 'task':
        return node.overdue.map(({ after, block }) => ({
          label:
            after === null
              ? p.either('到期还没做', 'When it is overdue')
              : p.either(`逾期${p.duration(after)}还没做`, `When it is ${p.duration(after)} overdue`),
          block,
        }));
      default:
        return [];
    }
  }

  /** `第3天 10:00`. */
  day({ day, time }: Of<'day'>): string {
    const { phrase: p } = this;
    if (day === 0 && time === null) return p.either('第0天（一进入就做）', 'Day 0 (at once)');
    const clock = time === null ? p.either('（进入时的钟点）', ' (at the time of entry)') : ` ${p.atTime(time)}`;
    return p.either(`第${String(day)}天`, `Day ${String(day)}`) + clock;
  }

  /** The words of a message: its own, or those of the text it names; null when nobody knows them. */
  messageText({ text, message, channel }: Pick<Of<'send'>, 'text' | 'message' | 'channel'>): string | null {
    if (text) return this.phrase.plainText(text);
    if (!message) return null;
    const defined = this.context.definitions.messages.get(message.value);
    const inFile = defined?.text ?? defined?.variants.find((variant) => variant.channel === channel)?.text;
    if (inFile) return this.phrase.plainText(inFile);
    const approved = defined ? undefined : this.context.catalogue.texts?.[message.value];
    const words = approved?.[channel] ?? approved?.['any'];
    return words === undefined ? null : this.phrase.plainText(toTemplateText(words));
  }

  /** A coupon by name, with its terms as far as they are known. */
  coupon(name: string): string {
    const terms = couponTermsOf(name, this.context);
    return this.phrase.name(name) + (terms ? this.terms(terms) : '');
  }

  who(node: WhoNode): string {
    const { phrase: p } = this;
    if (node.kind === 'group') return p.either(`组${p.name(node.name)}`, `the group ${p.name(node.name)}`);
    const words = {
      owner: p.either('负责人', 'the fan’s owner'),
      manager: p.either('店长', 'the manager'),
      host: p.either('主播', 'the host'),
      service: p.either('客服', 'customer service'),
    };
    return words[node.kind];
  }

  private send(node: Of<'send'>): string {
    const { phrase: p } = this;
    const words = this.messageText(node);
    const named = node.message ? p.either(`话术${p.name(node.message)}`, ` the text ${p.name(node.message)}`) : '';
    const quoted = words === null ? '' : p.either(`：“${words}”`, `: “${words}”`);
    const coupon = node.coupon
      ? p.either(`，附优惠券${this.coupon(node.coupon.value)}`, `, with the coupon ${this.coupon(node.coupon.value)}`)
      : '';
    const survey = node.survey
      ? p.either(`，附问卷${p.name(node.survey)}`, `, with the survey ${p.name(node.survey)}`)
      : '';
    const channel = p.word(node.channel);
    const service =
      node.message && isServiceText(node.message.value, this.context)
        ? p.either('（服务消息）', ' (a service message)')
        : '';
    return p.either(`发${channel}${named}`, `Send by ${channel}${named}`) + service + quoted + coupon + survey;
  }

  private terms({ off, overFen, validSeconds, stock }: CouponTerms): string {
    const { phrase: p } = this;
    const value = 'fen' in off ? p.money(off.fen) : `${p.number(off.percent)}%`;
    const over = overFen > 0 ? p.either(`满${p.money(overFen)}`, `over ${p.money(overFen)}, `) : '';
    const days = p.number(Math.round(validSeconds / 8640) / 10);
    const pieces = stock === null ? '' : p.either(`，共${p.number(stock)}张`, `, ${p.number(stock)} pieces`);
    return p.either(
      `（${over}减${value}，${days}天有效${pieces}）`,
      ` (${over}${value} off, valid ${days} days${pieces})`,
    );
  }

  private till(till: TillNode, time: TimeNode | null): string {
    const { phrase: p } = this;
    const clock = time === null ? '' : ` ${p.atTime(time)}`;
    switch (till.kind) {
      case 'time':
        return p.either(`等到下一个${clock.trim()}`, `Wait till it is next${clock}`);
      case 'later':
        return p.either(
          `等到${p.duration(till.duration)}后${clock}`,
          `Wait till ${p.duration(till.duration)} later${clock}`,
        );
      case 'weekday':
        return p.either(`等到${p.weekday(till.weekday)}${clock}`, `Wait till ${p.weekday(till.weekday)}${clock}`);
      case 'date':
        return p.either(`等到${till.date.date}${clock}`, `Wait till ${till.date.date}${clock}`);
      case 'field': {
        const before = till.before
          ? p.either(`前${p.duration(till.before)}`, `${p.duration(till.before)} before `)
          : '';
        const field = p.field(till.field);
        return p.either(`等到${field}${before}${clock}`, `Wait till ${before}${field}${clock}`);
      }
      case 'live-start':
        return p.either('等到下一次开播', 'Wait till the next live starts');
    }
  }

  private webhook(name: string, fields: readonly FieldNode[]): string {
    const { phrase: p } = this;
    const list = fields.map((field) => p.field(field)).join(p.either('、', ', '));
    const what = list === '' ? '' : p.either(`，带上${list}`, `, with ${list}`);
    return p.either(`推送到${p.name(name)}${what}`, `Push to ${p.name(name)}${what}`);
  }
}
