import type { ConditionNode } from '../ast/condition.js';
import type { HeadNode, SopNode } from '../ast/file.js';
import type { BlockNode, StepNode } from '../ast/step.js';
import { atomsOf } from '../ast/walk.js';
import { conditionsIn } from '../check/conditions.js';
import type { CompileContext } from '../compile/context.js';
import type { Range } from '../ir/program.js';
import type { Language } from '../vocabulary/language.js';
import { mostSent } from './most-sent.js';
import { StepWords } from './step-words.js';

/** What an SOP does, for somebody who has to approve it and reads nothing else. */
export interface Explanation {
  name: string;
  /** In the author's own words. */
  note: string | null;
  sections: ExplainedSection[];
}

export interface ExplainedSection {
  id: 'entry' | 'steps' | 'leaving' | 'rules' | 'goal' | 'most' | 'terms';
  title: string;
  lines: ExplainedLine[];
}

/** A sentence; `depth` counts the branches it stands in, `range` is where the text says it. */
export interface ExplainedLine {
  text: string;
  depth: number;
  range: Range;
}

type Head<K extends HeadNode['kind']> = Extract<HeadNode, { kind: K }>;

/** @param context texts, coupons and segments that the SOP names */
export function explain(sop: SopNode, context: CompileContext, language: Language): Explanation {
  return new Explainer(sop, context, language).explanation();
}

class Explainer {
  private readonly words: StepWords;

  constructor(
    private readonly sop: SopNode,
    private readonly context: CompileContext,
    private readonly language: Language,
  ) {
    this.words = new StepWords(language, context);
  }

  explanation(): Explanation {
    const sections = [this.entry(), this.steps(), this.leaving(), this.rules(), this.goal(), this.most(), this.terms()];
    const note = this.heads('note')[0]?.text;
    return {
      name: this.sop.name.value,
      note: note ? this.words.phrase.plainText(note) : null,
      sections: sections.filter(({ lines }) => lines.length > 0),
    };
  }

  private say(zh: string, en: string): string {
    return this.language === 'zh' ? zh : en;
  }

  private heads<K extends HeadNode['kind']>(kind: K): Head<K>[] {
    return this.sop.heads.filter((head): head is Head<K> => head.kind === kind);
  }

  private entry(): ExplainedSection {
    const lines = this.heads('when').map((head) => this.line(this.whoEnters(head.condition), head.range));
    for (const head of this.heads('reentry')) lines.push(this.line(this.howOften(head), head.range));
    return { id: 'entry', title: this.say('谁会进入', 'Who comes in'), lines };
  }

  private whoEnters(condition: ConditionNode): string {
    const { conditions } = this.words;
    const parts = condition.kind === 'and' ? condition.of : [condition];
    const [schedule, ...others] = parts.filter((part) => part.kind === 'schedule');
    const guards = parts.filter((part) => part.kind !== 'schedule');
    if (!schedule || others.length > 0) {
      const said = conditions.condition(condition);
      if (condition.kind === 'started')
        return this.say('由其他流程启动时进入。', 'Fans come in when another SOP starts this one.');
      if (condition.kind === 'by-hand') return this.say('由同事手动加入。', 'Fans are put in by hand.');
      const of = leftmost(condition) === 'compare' ? '的' : '';
      return this.say(`粉丝${of}${said}，就进入。`, `A fan comes in who ${said}.`);
    }
    const at = conditions.schedule(schedule.schedule, schedule.time);
    if (guards.length === 0) return this.say(`${at}，所有粉丝进入。`, `All fans come in ${at}.`);
    const said = conditions.condition({ kind: 'and', of: guards, range: condition.range });
    return this.say(
      `${at} 检查一遍，凡是${said}的粉丝就进入。`,
      `Fans are looked through ${at}; each comes in who ${said}.`,
    );
  }

  private howOften({ per, every, again }: Head<'reentry'>): string {
    const { phrase: p } = this.words;
    if (again) return this.say('走完或离开后可以再次进入。', 'Once out, a fan may come in again.');
    const thing = per ? this.say(`同一个${p.field(per)}`, `for the same ${p.field(per)}`) : '';
    if (every) {
      return this.say(
        `每位粉丝${thing}${p.duration(every)}内最多进入一次。`,
        `A fan comes in at most once in ${p.duration(every)}${thing && ` ${thing}`}.`,
      );
    }
    return this.say(
      `每位粉丝${thing}只进入一次，以后不再进入。`,
      `A fan comes in only once${thing && ` ${thing}`}, and never again.`,
    );
  }

  private steps(): ExplainedSection {
    const lines = this.block(this.sop.steps, 0);
    if (lines.length > 0) {
      lines.push(
        this.line(
          this.say('走完全部步骤后，流程结束。', 'After the last step the SOP is over.'),
          endOf(this.sop.range),
        ),
      );
    }
    return { id: 'steps', title: this.say('什么时候做什么', 'What happens when'), lines };
  }

  private block(steps: readonly StepNode[], depth: number): ExplainedLine[] {
    return steps.flatMap((step) => this.step(step, depth));
  }

  private step(step: StepNode, depth: number): ExplainedLine[] {
    if (step.kind === 'day') {
      const range = { from: step.range.from, to: step.block.range.from };
      return [this.line(this.said(this.words.day(step), '：'), range, depth), ...this.inside(step.block, depth + 1)];
    }
    const ways = this.words.ways(step);
    const own = this.line(this.said(this.words.step(step), ways.length > 0 ? '：' : '。'), step.range, depth);
    const branches = ways.flatMap(({ label, block }) => {
      // A branch that nobody wrote says nothing where it changes nothing.
      if (block === null && step.kind === 'if') return [];
      const range = block?.range ?? step.range;
      return [this.line(this.said(label, '：'), range, depth + 1), ...this.inside(block, depth + 2)];
    });
    return step.kind === 'if' ? branches.map((line) => ({ ...line, depth: line.depth - 1 })) : [own, ...branches];
  }

  private inside(block: BlockNode | null, depth: number): ExplainedLine[] {
    if (block && block.steps.length > 0) return this.block(block.steps, depth);
    const text = this.say('什么也不做，接着往下走。', 'Nothing; go on.');
    return [this.line(text, block?.range ?? this.sop.range, depth)];
  }

  private leaving(): ExplainedSection {
    const lines: ExplainedLine[] = [];
    for (const { condition, block, range } of this.heads('leave')) {
      const said = this.words.conditions.condition(condition);
      lines.push(
        this.line(
          this.say(
            `无论走到哪一步，粉丝一旦${said}，马上离开，后面的都不再做${block ? '，同时：' : '。'}`,
            `Wherever they are, a fan who ${said} leaves at once and gets nothing more${block ? '; then:' : '.'}`,
          ),
          range,
        ),
        ...this.block(block?.steps ?? [], 1),
      );
    }
    for (const { after, block, range } of this.heads('expire')) {
      const length = this.words.phrase.duration(after);
      lines.push(
        this.line(
          this.say(
            `进入满${length}还没走完，就结束${block ? '，同时：' : '。'}`,
            `Whoever is still in it ${length} after entry is taken out${block ? '; then:' : '.'}`,
          ),
          range,
        ),
        ...this.block(block?.steps ?? [], 1),
      );
    }
    return { id: 'leaving', title: this.say('什么时候离开', 'How one leaves'), lines };
  }

  private rules(): ExplainedSection {
    const { phrase: p } = this.words;
    const lines: ExplainedLine[] = [];
    for (const { span, range } of this.heads('quiet')) {
      const [from, to] = [p.time(span.from), p.time(span.to)];
      lines.push(
        this.line(
          this.say(
            `${from} 到 ${to} 不发消息，到点的等到 ${to} 再发。`,
            `Nothing is sent from ${from} to ${to}; what falls due then waits till ${to}.`,
          ),
          range,
        ),
      );
    }
    for (const { days, span, range } of this.heads('only')) {
      const on = days ? this.say(p.weekdays(days), `on ${p.weekdays(days)} `) : this.say('每天', '');
      const times = `${p.time(span.from)}–${p.time(span.to)}`;
      lines.push(
        this.line(
          this.say(
            `只在${on} ${times} 发消息，其他时间到点的等到那时再发。`,
            `Messages go out only ${on}${times}; others wait for it.`,
          ),
          range,
        ),
      );
    }
    for (const { channel, messages, every, range } of this.heads('limit')) {
      const on =
        channel === null
          ? this.say('', 'on all channels together ')
          : this.say(p.word(channel), `by ${p.word(channel)} `);
      lines.push(
        this.line(
          this.say(
            `所有流程合起来，每位粉丝${p.duration(every)}内最多收到${String(messages)}条${on}消息，超出的不发，也不补发。`,
            `Of all SOPs together, in ${p.duration(every)} a fan gets ${p.measure(messages, 'message')} ${on}at most; more are left out for good.`,
          ),
          range,
        ),
      );
    }
    for (const { fen, every, range } of this.heads('budget')) {
      const period =
        every === null
          ? this.say('总共', 'in all')
          : every === 'month'
            ? this.say('每月', 'a month')
            : this.say(`每${p.duration(every)}`, `in ${p.duration(every)}`);
      lines.push(
        this.line(
          this.say(
            `优惠券${period}最多发${p.money(fen)}，用完就不再发。`,
            `Coupons are worth ${p.money(fen)} ${period} at most; then no more are given.`,
          ),
          range,
        ),
      );
    }
    if (lines.length > 0 || this.mostMessages() > 0) {
      lines.push(
        this.line(
          this.say(
            '退订了的、没有授权该渠道的粉丝收不到消息，其余步骤照做。',
            'Whoever has opted out or not agreed to a channel gets no message there; the other steps happen all the same.',
          ),
          this.sop.name.range,
        ),
      );
    }
    return { id: 'rules', title: this.say('发送的限制', 'Limits on sending'), lines };
  }

  private goal(): ExplainedSection {
    const lines = this.heads('goal').map(({ events, window, range }) => {
      const said = this.words.conditions.events(events, false);
      const length = window.kind === 'within' ? this.words.phrase.duration(window.length) : '';
      return this.line(
        this.say(
          `粉丝进入后${length}内${said}，算成功。`,
          `A fan who ${said} within ${length} of entry counts as won.`,
        ),
        range,
      );
    });
    return { id: 'goal', title: this.say('目标', 'The goal'), lines };
  }

  private mostMessages(): number {
    return [...mostSent(this.sop, this.context).messages.values()].reduce((sum, count) => sum + count, 0);
  }

  private most(): ExplainedSection {
    const { phrase: p } = this.words;
    const { messages, coupons, couponFen } = mostSent(this.sop, this.context);
    const title = this.say('一位粉丝一次最多收到', 'The most one fan can get in one stay');
    const parts = [...messages].map(([channel, count]) =>
      this.say(`${p.word(channel)}${String(count)}条`, `${p.word(channel)}: ${String(count)}`),
    );
    if (coupons > 0) {
      const worth = couponFen > 0 ? this.say(`，共值${p.money(couponFen)}`, `, worth ${p.money(couponFen)}`) : '';
      parts.push(this.say(`优惠券${String(coupons)}张${worth}`, `coupons: ${String(coupons)}${worth}`));
    }
    const text =
      parts.length > 0 ? parts.join(this.say('；', '; ')) : this.say('不发消息，也不发券', 'no message and no coupon');
    return { id: 'most', title, lines: [this.line(this.said(text, '。'), this.sop.name.range)] };
  }

  /** What segments mean that the SOP names. */
  private terms(): ExplainedSection {
    const { segments } = this.context.definitions;
    const lines: ExplainedLine[] = [];
    const told = new Set<string>();
    const open = [...conditionsIn(this.sop)].map(({ condition }) => condition);
    for (let condition = open.shift(); condition; condition = open.shift()) {
      for (const atom of atomsOf(condition)) {
        if (atom.kind !== 'segment' && atom.kind !== 'segment-change') continue;
        const node = segments.get(atom.name.value);
        if (!node || told.has(node.name.value)) continue;
        told.add(node.name.value);
        open.push(node.condition);
        const said = this.words.conditions.condition(node.condition);
        const name = this.words.phrase.name(node.name);
        lines.push(this.line(this.say(`分群${name}：${said}。`, `The segment ${name}: whoever ${said}.`), node.range));
      }
    }
    return { id: 'terms', title: this.say('名词', 'Terms'), lines };
  }

  private line(text: string, range: Range, depth = 0): ExplainedLine {
    return { text, depth, range };
  }

  /** A sentence with the mark at its end in this language. */
  private said(text: string, mark: '：' | '。'): string {
    return text + this.say(mark, mark === '：' ? ':' : '.');
  }
}

/** The kind of the condition that is said first. */
function leftmost(condition: ConditionNode): ConditionNode['kind'] {
  const [first] = condition.kind === 'and' || condition.kind === 'or' ? condition.of : [];
  return first ? leftmost(first) : condition.kind;
}

function endOf({ to }: Range): Range {
  return { from: Math.max(0, to - 1), to };
}
