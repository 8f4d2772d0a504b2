import type { Name, TextNode } from '../ast/common.js';
import type { BlockNode, StepNode, TillNode, WhoNode } from '../ast/step.js';
import {
  END,
  type OverdueAct,
  type Purpose,
  type Step,
  type StepAction,
  type Template,
  type Till,
  type Who,
} from '../ir/program.js';
import { toTemplateText } from '../parser/text.js';
import { noTextForChannel, unknownName } from '../problem/catalogue/names.js';
import { compileCondition } from './condition.js';
import { couponTermsOf } from '../catalogue/coupon.js';
import { isServiceText } from '../catalogue/text-content.js';
import type { Compilation } from './context.js';
import { secondsOf, wholeDays, workDuration } from '../catalogue/duration.js';
import { compileExpression, fieldRef } from './expression.js';
import { StepKeys } from './step-key.js';
import type { StepList } from './step-list.js';
import { compileTemplate } from './template.js';

/** How long a send with 未送达 waits for the channel's receipt. */
const RECEIPT_SECONDS = 600;

/** Until a way out is set it leads to the end. */
const next = END;

type Of<K extends StepNode['kind']> = Extract<StepNode, { kind: K }>;

/** Writes the steps of an SOP into a flat list. */
export class StepCompiler {
  constructor(
    private readonly list: StepList,
    private readonly compilation: Compilation,
  ) {}

  block(steps: readonly StepNode[], keys: StepKeys): void {
    for (const step of steps) this.step(step, keys);
  }

  private inside(block: BlockNode | null, key: string, arm?: string): void {
    this.block(block?.steps ?? [], StepKeys.within(key, arm));
  }

  private step(node: StepNode, keys: StepKeys): void {
    switch (node.kind) {
      case 'day':
        return this.day(node, keys);
      case 'until':
        return this.until(node, keys);
      case 'if':
        return this.choice(node, keys);
      case 'split':
        return this.split(node, keys);
      case 'send':
        return this.send(node, keys);
      case 'end':
        this.list.append({ kind: 'end', key: keys.next('end'), range: node.range });
        return;
      case 'error':
        return;
      case 'task':
        return this.plain(node, keys.next('task', node.title.value), this.task(node));
      default:
        return this.plain(node, keys.next(node.kind), this.simple(node));
    }
  }

  /** A step with one way out. */
  private plain(node: StepNode, key: string, action: Extract<StepAction, { next: number }>): void {
    const step = { ...action, key, range: node.range };
    this.list.append(step, (index) => (step.next = index));
  }

  private day(node: Of<'day'>, keys: StepKeys): void {
    const key = keys.next('day', String(node.day));
    this.plain(node, key, { kind: 'day', day: node.day, minute: node.time?.minute ?? null, next });
    this.inside(node.block, key);
  }

  private until(node: Of<'until'>, keys: StepKeys): void {
    const key = keys.next('until');
    const condition = compileCondition(node.condition, 'moment', this.compilation);
    const seconds = secondsOf(node.duration);
    const step = { kind: 'until' as const, seconds, condition, met: END, unmet: END, key, range: node.range };
    this.list.append(step);
    this.list.branch([
      { from: [(index) => (step.met = index)], write: () => this.inside(node.met, key, 'met') },
      { from: [(index) => (step.unmet = index)], write: () => this.inside(node.unmet, key, 'unmet') },
    ]);
  }

  private choice(node: Of<'if'>, keys: StepKeys): void {
    const key = keys.next('if');
    const arms = node.arms.map((arm) => ({
      condition: compileCondition(arm.condition, 'state', this.compilation),
      next,
    }));
    const step: Extract<Step, { kind: 'if' }> = { kind: 'if', arms, otherwise: END, key, range: node.range };
    this.list.append(step);
    this.list.branch([
      ...arms.map((arm, i) => ({
        from: [(index: number) => (arm.next = index)],
        write: () => this.inside(node.arms[i]?.block ?? null, key, String(i + 1)),
      })),
      { from: [(index) => (step.otherwise = index)], write: () => this.inside(node.otherwise, key, 'else') },
    ]);
  }

  private split(node: Of<'split'>, keys: StepKeys): void {
    const key = keys.next('split', node.name.value);
    const arms = node.arms.map((arm) => ({ name: arm.name.value, weight: arm.percent, next }));
    this.list.append({ kind: 'split', name: node.name.value, arms, key, range: node.range });
    this.list.branch(
      arms.map((arm, i) => ({
        from: [(index: number) => (arm.next = index)],
        write: () => this.inside(node.arms[i]?.block ?? null, key, arm.name),
      })),
    );
  }

  /** A send; with 未送达 a wait for the receipt follows, and both lead into the same block. */
  private send(node: Of<'send'>, keys: StepKeys): void {
    const key = keys.next('send');
    const step: Extract<Step, { kind: 'send' }> = {
      kind: 'send',
      channel: node.channel,
      text: this.textOf(node),
      purpose: this.purposeOf(node),
      coupon: node.coupon === null ? null : this.coupon(node.coupon),
      survey: node.survey?.value ?? null,
      next,
      undelivered: null,
      key,
      range: node.range,
    };
    this.list.append(step, (index) => (step.next = index));
    if (!node.undelivered) return;
    const receipt: Extract<Step, { kind: 'receipt' }> = {
      kind: 'receipt',
      send: key,
      seconds: RECEIPT_SECONDS,
      next,
      undelivered: END,
      key: `${key}/receipt`,
      range: node.range,
    };
    this.list.append(receipt);
    const failed = [(index: number) => (step.undelivered = index), (index: number) => (receipt.undelivered = index)];
    this.list.branch(
      [{ from: failed, write: () => this.inside(node.undelivered, key, 'undelivered') }],
      [(index) => (receipt.next = index)],
    );
  }

  private textOf(node: Of<'send'>): Template {
    const text = node.message ? this.namedText(node.message, node.channel) : node.text;
    return text ? compileTemplate(text, this.compilation) : [];
  }

  /** What is written in the SOP itself nobody has approved as a service message. */
  private purposeOf({ message }: Of<'send'>): Purpose {
    return message && isServiceText(message.value, this.compilation.context) ? 'service' : 'marketing';
  }

  private namedText(name: Name, channel: string): TextNode | null {
    const { definitions, catalogue } = this.compilation.context;
    const defined = definitions.messages.get(name.value);
    const approved = catalogue.texts?.[name.value];
    if (!defined && !approved) {
      this.compilation.problems.push(unknownName(name.range, [], 'message', name.value, null));
      return null;
    }
    const inFile = defined?.text ?? defined?.variants.find((variant) => variant.channel === channel)?.text;
    if (inFile) return inFile;
    const text = defined ? undefined : (approved?.[channel] ?? approved?.['any']);
    if (text !== undefined) return toTemplateText(text);
    this.compilation.problems.push(noTextForChannel(name.range, [], name.value));
    return null;
  }

  private coupon(name: Name): string {
    const { context, coupons, problems } = this.compilation;
    const terms = couponTermsOf(name.value, context);
    if (terms) coupons.set(name.value, terms);
    else problems.push(unknownName(name.range, [], 'coupon', name.value, null));
    return name.value;
  }

  private task(node: Of<'task'>): Extract<StepAction, { kind: 'task' }> {
    return {
      kind: 'task',
      title: node.title.value,
      to: who(node.to),
      due: workDuration(node.due),
      note: node.note ? compileTemplate(node.note, this.compilation) : null,
      overdue: node.overdue.map((rung) => ({
        after: rung.after ? workDuration(rung.after) : { amount: 0, unit: 'seconds' as const },
        acts: rung.block.steps.flatMap((step) => this.overdueAct(step)),
      })),
      next,
    };
  }

  private overdueAct(step: StepNode): OverdueAct[] {
    switch (step.kind) {
      case 'notify':
        return [{ kind: 'notify', to: who(step.to), text: compileTemplate(step.text, this.compilation) }];
      case 'handover':
        return [{ kind: 'handover', to: who(step.to) }];
      case 'tag':
      case 'untag':
        return [{ kind: step.kind, names: step.names.map((name) => name.value) }];
      case 'task':
        return [{ kind: 'task', title: step.title.value, to: who(step.to), due: workDuration(step.due) }];
      default:
        return [];
    }
  }

  private simple(node: SimpleStep): Extract<StepAction, { next: number }> {
    switch (node.kind) {
      case 'wait':
        return { kind: 'wait', seconds: secondsOf(node.duration), next };
      case 'till':
        return { kind: 'till', till: till(node.till), minute: node.time?.minute ?? null, next };
      case 'tag':
      case 'untag':
        return { kind: node.kind, names: node.names.map((name) => name.value), next };
      case 'set':
        return {
          kind: 'set',
          field: fieldRef(node.field),
          value: compileExpression(node.value, this.compilation),
          next,
        };
      case 'upgrade':
        return { kind: 'upgrade', level: node.level.value, next };
      case 'points':
        return { kind: 'points', points: node.points, next };
      case 'grant':
        return { kind: 'grant', coupon: this.coupon(node.coupon), next };
      case 'assign':
        return { kind: 'assign', to: who(node.to), next };
      case 'handover':
        return { kind: 'handover', to: who(node.to), next };
      case 'notify':
        return { kind: 'notify', to: who(node.to), text: compileTemplate(node.text, this.compilation), next };
      case 'start':
        return { kind: 'start', sop: node.sop.value, next };
      case 'stop':
        return { kind: 'stop', sop: node.sop.value, next };
      case 'webhook':
        return { kind: 'webhook', name: node.name.value, fields: node.fields.map(fieldRef), next };
    }
  }
}

type SimpleStep = Exclude<StepNode, Of<'day' | 'until' | 'if' | 'split' | 'send' | 'end' | 'error' | 'task'>>;

function who(node: WhoNode): Who {
  return node.kind === 'group' ? { kind: 'group', name: node.name.value } : { kind: node.kind };
}

function till(node: TillNode): Till {
  switch (node.kind) {
    case 'later':
      return { kind: 'days-later', days: wholeDays(node.duration) };
    case 'weekday':
      return { kind: 'weekday', weekday: node.weekday };
    case 'date':
      return { kind: 'date', date: node.date.date };
    case 'field':
      return { kind: 'field', field: fieldRef(node.field), beforeDays: node.before ? wholeDays(node.before) : 0 };
    case 'time':
    case 'live-start':
      return { kind: node.kind };
  }
}
