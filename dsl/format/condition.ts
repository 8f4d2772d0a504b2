import type {
  ConditionNode,
  EventNode,
  ExpressionNode,
  FilterNode,
  ScheduleNode,
  WindowNode,
  WordsNode,
} from '../ast/condition.js';
import type { Comparator } from '../ir/condition.js';
import type { Keyword } from '../vocabulary/keyword.js';
import type { Phrase } from './phrase.js';

const AGGREGATES = { total: 'Total', average: 'Average', highest: 'Highest', lowest: 'Lowest' } as const;
const WINDOWS: Record<Exclude<WindowNode['kind'], 'within'>, Keyword> = {
  'since-entry': 'SinceEntry',
  ever: 'Ever',
  today: 'Today',
  'this-month': 'ThisMonth',
  'last-month': 'LastMonth',
};

/** Chinese words that belong to each other are written together, English ones with a blank. */
export function formatCondition(node: ConditionNode, phrase: Phrase): string {
  return new ConditionPrinter(phrase).condition(node);
}

export function formatEvent(node: EventNode, phrase: Phrase): string {
  return new ConditionPrinter(phrase).event(node);
}

export function formatEvents(nodes: readonly EventNode[], phrase: Phrase): string {
  return new ConditionPrinter(phrase).events(nodes, false);
}

export function formatExpression(node: ExpressionNode, phrase: Phrase): string {
  return new ConditionPrinter(phrase).expression(node);
}

export function formatWindow(node: WindowNode, phrase: Phrase): string {
  return new ConditionPrinter(phrase).window(node);
}

class ConditionPrinter {
  constructor(private readonly p: Phrase) {}

  condition(node: ConditionNode): string {
    const { p } = this;
    switch (node.kind) {
      case 'and':
      case 'or': {
        const word = ` ${p.keyword(node.kind === 'and' ? 'And' : 'Or')} `;
        return node.of.map((part) => this.part(part)).join(word);
      }
      case 'not':
        return `${p.keyword('Not')}${p.either('', ' ')}(${this.condition(node.of)})`;
      case 'event':
        return `${node.first ? `${p.keyword('First')}${p.either('', ' ')}` : ''}${this.event(node.event)}`;
      case 'absent':
        return `${this.event(node.event)}${this.unanswered(node)}`;
      case 'schedule':
        return `${this.schedule(node.schedule)} ${p.atTime(node.time)}`;
      case 'date-field': {
        const before = node.before ? ` ${p.duration(node.before)}${p.either('', ' ')}${p.keyword('Before')}` : '';
        return `${p.keyword('On')} ${p.field(node.field)}${before} ${p.atTime(node.time)}`;
      }
      case 'segment-change': {
        const change = p.keyword(node.change === 'enters' ? 'Enters' : 'Leaves');
        return `${change}${p.either('', ' ')}${p.keyword('Segment')} ${p.name(node.name)}`;
      }
      case 'by-hand':
        return p.keyword('ByHand');
      case 'started':
        return p.keyword('Started');
      case 'did':
        return this.did(node);
      case 'count':
        return `${this.window(node.window)} ${this.events(node.events, false)} ${op(node.op)} ${p.measure(node.count, 'time')}`;
      case 'aggregate': {
        const measured = [p.keyword(AGGREGATES[node.aggregate]), p.field(node.property)].join(p.either('', ' '));
        return `${this.window(node.window)} ${this.event(node.event)} ${measured} ${op(node.op)} ${this.expression(node.value)}`;
      }
      case 'unanswered':
        return `${this.window(node.window)} ${this.event(node.event)}${this.unanswered(node)}`;
      case 'tag':
        return `${this.has(node.no)}${p.keyword('Tag')} ${p.names(node.names)}`;
      case 'present':
        return `${p.keyword(node.no ? 'No' : 'Has')} ${p.field(node.field)}`;
      case 'segment':
        return `${p.keyword(node.no ? 'NotIn' : 'In')}${p.either('', ' ')}${p.keyword('Segment')} ${p.name(node.name)}`;
      case 'compare':
        return node.operands
          .map((part, i) => (i === 0 ? '' : ` ${op(node.ops[i - 1])} `) + this.expression(part))
          .join('');
      case 'between': {
        const and = p.either('到', 'and');
        return `${this.expression(node.value)} ${p.keyword('Between')} ${this.expression(node.low)} ${and} ${this.expression(node.high)}`;
      }
      case 'contains':
        return `${this.expression(node.left)} ${this.contained(node.right)}`;
      case 'one-of': {
        const values = node.values.map((value) => this.expression(value)).join(', ');
        return `${this.expression(node.left)} ${p.keyword(node.no ? 'NotIn' : 'In')} (${values})`;
      }
      case 'error':
        return '';
    }
  }

  private part(node: ConditionNode): string {
    const text = this.condition(node);
    return node.kind === 'and' || node.kind === 'or' ? `(${text})` : text;
  }

  private has(no: boolean): string {
    return `${this.p.keyword(no ? 'No' : 'Has')}${this.p.either('', ' ')}`;
  }

  private did(node: Extract<ConditionNode, { kind: 'did' }>): string {
    const { p } = this;
    const gap = p.either('', ' ');
    const events = this.events(node.events, node.joinedByAnd);
    if (node.window === null) return `${this.has(node.no)}${events}`;
    if (node.window.kind === 'ever' && node.no) return `${p.keyword('Never')}${gap}${events}`;
    const window = this.window(node.window);
    return node.no
      ? `${window}${gap}${p.keyword('No')}${gap}${events}`
      : `${window}${p.either(tight(window), ' ')}${events}`;
  }

  private unanswered(node: { within: WindowNode; without: readonly EventNode[] }): string {
    const { p } = this;
    const gap = p.either('', ' ');
    const then = p.keyword('Then');
    return `${gap}${then}${gap}${this.window(node.within)}${gap}${p.keyword('No')}${gap}${this.events(node.without, false)}`;
  }

  private schedule(schedule: ScheduleNode): string {
    const { p } = this;
    switch (schedule.kind) {
      case 'daily':
        return p.keyword('EveryDay');
      case 'weekly':
        return `${p.keyword('Every')}${p.either('', ' ')}${p.weekday(schedule.weekday)}`;
      case 'monthly':
        return `${p.keyword('Monthly')}${p.either(`${schedule.day}日`, ` day ${schedule.day}`)}`;
      case 'once':
        return schedule.date;
    }
  }

  window(node: WindowNode): string {
    const { p } = this;
    if (node.kind !== 'within') return p.keyword(WINDOWS[node.kind]);
    return p.either(`${p.duration(node.length)}内`, `within ${p.duration(node.length)}`);
  }

  events(events: readonly EventNode[], joinedByAnd: boolean): string {
    const all = events.map((event) => this.event(event));
    if (all.length === 1) return all[0] ?? '';
    return `(${all.join(` ${this.p.keyword(joinedByAnd ? 'And' : 'Or')} `)})`;
  }

  event(node: EventNode): string {
    const { p } = this;
    const kind = node.custom ? `${p.keyword('CustomEvent')} ${p.name(node.type)}` : p.word(node.type);
    const subject = node.subject ? ` ${p.name(node.subject)}` : '';
    const filters = node.filters.map((filter) => this.filter(filter)).join(` ${p.keyword('And')} `);
    return `${kind}${subject}${filters === '' ? '' : `(${filters})`}`;
  }

  private filter(filter: FilterNode): string {
    const { p } = this;
    const property = p.field(filter.property);
    switch (filter.kind) {
      case 'compare':
        return property + filter.values.map((value, i) => ` ${op(filter.ops[i])} ${this.expression(value)}`).join('');
      case 'contains':
        return `${property} ${this.contained(filter.right)}`;
      case 'present':
        return `${p.keyword('Has')} ${property}`;
      case 'same':
        return `${p.keyword('Same')}${p.either('', ' ')}${property}`;
    }
  }

  private contained(right: ExpressionNode | WordsNode): string {
    const { p } = this;
    const what = right.kind === 'words' ? `${p.keyword('Words')} ${p.name(right.name)}` : this.expression(right);
    return `${p.keyword('Contains')} ${what}`;
  }

  expression(node: ExpressionNode): string {
    const { p } = this;
    const gap = p.either('', ' ');
    switch (node.kind) {
      case 'text':
        return p.name(node.value);
      case 'number':
        return p.number(node.value);
      case 'count':
        return p.measure(node.value, 'time');
      case 'points':
        return p.measure(node.value, 'point');
      case 'percent':
        return p.measure(node.value, 'percent');
      case 'money':
        return p.money(node.fen);
      case 'duration':
        return p.duration(node.duration);
      case 'date':
        return node.date;
      case 'today':
        return p.keyword('Today');
      case 'field':
        return p.field(node.field);
      case 'score':
        return `${p.keyword('Score')} ${p.name(node.name)}`;
      case 'entry':
        return `${p.keyword('Entry')}.${p.field(node.property)}`;
      case 'event-property': {
        const which = p.keyword(node.which === 'first' ? 'First' : 'Last');
        return `${which}${gap}${this.event(node.event)}${p.either('的', '.')}${p.field(node.property)}`;
      }
      case 'since':
        return `${p.keyword('Since')} ${p.field(node.field)}`;
      case 'since-last':
        return `${p.keyword('Since')}${gap}${p.keyword('Last')}${gap}${this.event(node.event)}`;
      case 'arithmetic':
        return `${this.operand(node.left, node.op, false)} ${node.op} ${this.operand(node.right, node.op, true)}`;
      case 'error':
        return '';
    }
  }

  /** Brackets where leaving them out would read differently. */
  private operand(node: ExpressionNode, outer: '+' | '-' | '*' | '/', right: boolean): string {
    const text = this.expression(node);
    if (node.kind !== 'arithmetic') return text;
    const product = (operator: string) => operator === '*' || operator === '/';
    const same = product(outer) === product(node.op);
    return (same && right) || (product(outer) && !product(node.op)) ? `(${text})` : text;
  }
}

/** `曾经支付`, `30天内 支付`. */
function tight(window: string): string {
  return window.endsWith('内') || window.endsWith('月') || window.endsWith('天') ? ' ' : '';
}

function op(comparator: Comparator | undefined): string {
  return comparator ?? '=';
}
