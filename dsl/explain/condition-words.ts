import type { TimeNode } from '../ast/common.js';
import type {
  ConditionNode,
  EventNode,
  ExpressionNode,
  FilterNode,
  ScheduleNode,
  WindowNode,
  WordsNode,
} from '../ast/condition.js';
import { formatExpression } from '../format/condition.js';
import type { Comparator } from '../ir/condition.js';
import { eventClause } from './event-words.js';
import type { PlainPhrase } from './plain-phrase.js';

const COMPARED: Record<Comparator, { zh: string; en: string }> = {
  '=': { zh: '是', en: 'equal to' },
  '!=': { zh: '不是', en: 'other than' },
  '<': { zh: '小于', en: 'less than' },
  '<=': { zh: '不超过', en: 'at most' },
  '>': { zh: '超过', en: 'more than' },
  '>=': { zh: '至少', en: 'at least' },
};

const AGGREGATES = {
  total: { zh: '合计', en: 'total' },
  average: { zh: '平均', en: 'average' },
  highest: { zh: '最高', en: 'highest' },
  lowest: { zh: '最低', en: 'lowest' },
};

const WINDOWS: Record<Exclude<WindowNode['kind'], 'within'>, { zh: string; en: string }> = {
  'since-entry': { zh: '进入后', en: 'since entry' },
  ever: { zh: '曾经', en: 'at any time' },
  today: { zh: '今天', en: 'today' },
  'this-month': { zh: '本月', en: 'this month' },
  'last-month': { zh: '上月', en: 'last month' },
};

/**
 * Says conditions in plain words. The English ones are clauses about a fan: they follow `a fan who` or `the fan`.
 */
export class ConditionWords {
  constructor(private readonly p: PlainPhrase) {}

  condition(node: ConditionNode): string {
    const { p } = this;
    switch (node.kind) {
      case 'and':
        return node.of.map((part) => this.part(part)).join(p.either('，并且', ', and '));
      case 'or':
        return node.of.map((part) => this.part(part)).join(p.either('，或者', ', or '));
      case 'not':
        return p.either(`不符合（${this.condition(node.of)}）`, `does not meet (${this.condition(node.of)})`);
      case 'event':
        return node.first
          ? p.either(`首次${this.event(node.event)}`, `${this.event(node.event)} for the first time`)
          : this.event(node.event);
      case 'absent':
        return `${this.event(node.event)}${this.silence(node.within, node.without)}`;
      case 'schedule':
        return p.either(
          this.schedule(node.schedule, node.time),
          `is looked at ${this.schedule(node.schedule, node.time)}`,
        );
      case 'date-field': {
        const field = p.field(node.field);
        const time = p.time(node.time);
        const before = node.before ? p.duration(node.before) : null;
        return before === null
          ? p.either(`到了${field}那天 ${time}`, `has their ${field} (at ${time})`)
          : p.either(`到了${field}前${before} ${time}`, `is ${before} before their ${field} (at ${time})`);
      }
      case 'segment-change': {
        const name = p.name(node.name);
        return node.change === 'enters'
          ? p.either(`进入分群${name}`, `comes into the segment ${name}`)
          : p.either(`离开分群${name}`, `drops out of the segment ${name}`);
      }
      case 'by-hand':
        return p.either('由员工手动加入', 'is added by hand');
      case 'started':
        return p.either('由其他流程启动', 'is sent here by another SOP');
      case 'did':
        return this.did(node);
      case 'count': {
        const times = p.measure(node.count, 'time');
        const compared = this.compared(node.op);
        return p.either(
          `${this.window(node.window)}${this.events(node.events, false)}${compared}${times}`,
          `has ${this.past(node.events, false)} ${compared} ${times} ${this.window(node.window)}`,
        );
      }
      case 'aggregate': {
        const measured = p.either(
          `${p.field(node.property)}${AGGREGATES[node.aggregate].zh}`,
          `${AGGREGATES[node.aggregate].en} ${p.field(node.property)}`,
        );
        const value = this.expression(node.value);
        return p.either(
          `${this.window(node.window)}${this.event(node.event)}的${measured}${this.compared(node.op)}${value}`,
          `has ${this.past([node.event], false)} ${this.window(node.window)} with a ${measured} ${this.compared(node.op)} ${value}`,
        );
      }
      case 'unanswered':
        return p.either(
          `${this.window(node.window)}${this.event(node.event)}${this.silence(node.within, node.without)}`,
          `has ${this.past([node.event], false)} ${this.window(node.window)}${this.silence(node.within, node.without)}`,
        );
      case 'tag':
        return node.no
          ? p.either(`没有标签${p.names(node.names)}`, `does not have the tag ${p.names(node.names)}`)
          : p.either(`有标签${p.names(node.names)}`, `has the tag ${p.names(node.names)}`);
      case 'present':
        return p.either(
          `${node.no ? '没有' : '有'}${p.field(node.field)}`,
          `${node.no ? 'has no' : 'has a'} ${p.field(node.field)}`,
        );
      case 'segment':
        return p.either(
          `${node.no ? '不属于' : '属于'}分群${p.name(node.name)}`,
          `is ${node.no ? 'not ' : ''}in the segment ${p.name(node.name)}`,
        );
      case 'compare': {
        const chain = node.operands
          .map((part, i) => (i === 0 ? '' : this.joint(node.ops[i - 1])) + this.expression(part))
          .join('');
        return p.either(chain, `has ${chain}`);
      }
      case 'between': {
        const [value, low, high] = [node.value, node.low, node.high].map((part) => this.expression(part));
        return p.either(
          `${value ?? ''}在${low ?? ''}到${high ?? ''}之间`,
          `has ${value ?? ''} between ${low ?? ''} and ${high ?? ''}`,
        );
      }
      case 'contains':
        return p.either(
          `${this.expression(node.left)}里有${this.sought(node.right)}`,
          `has ${this.expression(node.left)} containing ${this.sought(node.right)}`,
        );
      case 'one-of': {
        const values = node.values.map((value) => this.expression(value)).join(p.either('、', ', '));
        return p.either(
          `${this.expression(node.left)}${node.no ? '不是' : '是'}${values}${node.values.length > 1 ? '之一' : ''}`,
          `has ${this.expression(node.left)} ${node.no ? 'other than' : 'out of'} ${values}`,
        );
      }
      case 'error':
        return '';
    }
  }

  /** When a schedule ticks. */
  schedule(schedule: ScheduleNode, time: TimeNode): string {
    const { p } = this;
    const at = ` ${p.atTime(time)}`;
    switch (schedule.kind) {
      case 'daily':
        return p.either('每天', 'every day') + at;
      case 'weekly':
        return p.either(`每${p.weekday(schedule.weekday)}`, `every ${p.weekday(schedule.weekday)}`) + at;
      case 'monthly':
        return p.either(`每月${String(schedule.day)}日`, `on day ${String(schedule.day)} of every month`) + at;
      case 'once':
        return p.either(schedule.date, `on ${schedule.date}`) + at;
    }
  }

  expression(node: ExpressionNode): string {
    return formatExpression(node, this.p);
  }

  /** Alternatives, each as it happens. */
  events(events: readonly EventNode[], joinedByAnd: boolean): string {
    const all = events.map((event) => this.event(event));
    return all.join(joinedByAnd ? this.p.either('和', ' and ') : this.p.either('或', ' or '));
  }

  private event(node: EventNode): string {
    return this.eventAs(node, 'now');
  }

  private past(events: readonly EventNode[], joinedByAnd: boolean): string {
    return events.map((event) => this.eventAs(event, 'past')).join(joinedByAnd ? ' and ' : ' or ');
  }

  private eventAs(node: EventNode, tense: 'now' | 'past'): string {
    const { p } = this;
    const own = p.either(`“${node.type}”`, tense === 'now' ? `does “${node.type}”` : `done “${node.type}”`);
    const built = p.either(p.word(node.type), eventClause(node.type)?.[tense] ?? node.type);
    const subject = node.subject ? p.either('', ' ') + p.name(node.subject) : '';
    const filters = node.filters.map((filter) => this.filter(filter)).join(p.either('且', ' and '));
    return `${node.custom ? own : built}${subject}${filters === '' ? '' : p.either(`（${filters}）`, ` (${filters})`)}`;
  }

  private filter(filter: FilterNode): string {
    const { p } = this;
    const property = p.field(filter.property);
    switch (filter.kind) {
      case 'compare':
        return property + filter.values.map((value, i) => this.joint(filter.ops[i]) + this.expression(value)).join('');
      case 'contains':
        return p.either(
          `${property}里有${this.sought(filter.right)}`,
          `${property} containing ${this.sought(filter.right)}`,
        );
      case 'present':
        return p.either(`写明${property}`, `with a ${property}`);
      case 'same':
        return p.either(`同一${property}`, `the same ${property}`);
    }
  }

  private sought(right: ExpressionNode | WordsNode): string {
    const { p } = this;
    if (right.kind !== 'words') return this.expression(right);
    return p.either(`词库${p.name(right.name)}里的词`, `a word of the list ${p.name(right.name)}`);
  }

  private did(node: Extract<ConditionNode, { kind: 'did' }>): string {
    const { p } = this;
    const window = node.window === null ? '' : this.window(node.window);
    const [now, past] = [this.events(node.events, node.joinedByAnd), this.past(node.events, node.joinedByAnd)];
    if (!node.no) return p.either(`${window}${now}过`, `has ${past} ${window}`.trimEnd());
    if (node.window?.kind === 'ever') return p.either(`从未${now}`, `has never ${past}`);
    return p.either(`${window}没有${now}`, `has not ${past} ${window}`.trimEnd());
  }

  private silence(within: WindowNode, without: readonly EventNode[]): string {
    const length = within.kind === 'within' ? this.p.duration(within.length) : this.window(within);
    return this.p.either(
      `后${length}内没有${this.events(without, false)}`,
      ` and then has not ${this.past(without, false)} within ${length}`,
    );
  }

  private window(node: WindowNode): string {
    const { p } = this;
    if (node.kind !== 'within') return p.either(WINDOWS[node.kind].zh, WINDOWS[node.kind].en);
    return p.either(`最近${p.duration(node.length)}内`, `in the last ${p.duration(node.length)}`);
  }

  private compared(op: Comparator): string {
    return this.p.either(COMPARED[op].zh, COMPARED[op].en);
  }

  private joint(op: Comparator | undefined): string {
    return this.p.either(this.compared(op ?? '='), ` ${this.compared(op ?? '=')} `);
  }

  private part(node: ConditionNode): string {
    const text = this.condition(node);
    const joined = node.kind === 'and' || node.kind === 'or';
    return joined ? this.p.either(`（${text}）`, `(${text})`) : text;
  }
}
