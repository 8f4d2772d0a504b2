import type { Condition, EventMatch, Expression, FieldRef, Window } from '../ir/condition.js';

/** What the answer of a condition hangs on. */
export interface Dependencies {
  /** Facts that may turn it: types of events, `tag` for any change of tags, `field` for a field that is set. */
  facts: Set<string>;
  /** Built-in fields, and the shop's own. */
  fields: Set<string>;
  customFields: Set<string>;
  tags: Set<string>;
  segments: Set<string>;
  scores: Set<string>;
  /** Whether time alone may turn it: never, only at the shop's midnight, or at any moment. */
  time: 'never' | 'midnight' | 'any';
}

/**
 * What can make a condition's answer change, for those who keep something true by it. What a segment depends on is
 * included; one that is not among `segments` depends on nothing.
 */
export function dependsOn(condition: Condition, segments: Readonly<Record<string, Condition>> = {}): Dependencies {
  const finder = new Finder(segments);
  finder.condition(condition);
  return finder.found;
}

/** Events that change a built-in field. Those that are not here change only by being set or imported. */
const CHANGED_BY: Readonly<Record<string, readonly string[]>> = {
  last_watch: ['live.watch'],
  watch_time: ['live.watch'],
  visits: ['live.enter'],
  comments: ['live.comment'],
  likes: ['live.like'],
  shares: ['live.share'],
  gifts: ['live.gift'],
  last_purchase: ['order.pay'],
  first_purchase: ['order.pay'],
  orders: ['order.pay'],
  spend: ['order.pay'],
  categories: ['order.pay'],
  average_order: ['order.pay'],
  return_rate: ['order.pay', 'order.refund'],
  first_follow: ['follow'],
  member_level: ['level.change'],
  R: ['order.pay'],
  F: ['order.pay'],
  M: ['order.pay'],
  value_tier: ['order.pay'],
  I: ['live.comment', 'live.like', 'live.share', 'live.gift'],
  W: ['live.watch'],
};

/** They look at whole days back from today. */
const MOVED_AT_MIDNIGHT = new Set(['R', 'F', 'M', 'value_tier']);

class Finder {
  readonly found: Dependencies = {
    facts: new Set(),
    fields: new Set(),
    customFields: new Set(),
    tags: new Set(),
    segments: new Set(),
    scores: new Set(),
    time: 'never',
  };

  constructor(private readonly segments: Readonly<Record<string, Condition>>) {}

  condition(condition: Condition): void {
    switch (condition.kind) {
      case 'all':
      case 'any':
        for (const part of condition.of) this.condition(part);
        return;
      case 'not':
        return this.condition(condition.of);
      case 'count':
        this.events(condition.events);
        return this.window(condition.window);
      case 'aggregate':
        this.events([condition.event]);
        this.expression(condition.value);
        return this.window(condition.window);
      case 'unanswered':
        this.events([condition.event, ...condition.without]);
        return this.moves('any');
      case 'tag':
        this.found.tags.add(condition.name);
        this.found.facts.add('tag');
        return;
      case 'present':
        return this.field(condition.field);
      case 'segment':
        return this.segment(condition.name);
      case 'compare':
        this.expression(condition.left);
        return this.expression(condition.right);
      case 'contains':
        return this.expression(condition.left);
      case 'oneOf':
        for (const part of [condition.left, ...condition.values]) this.expression(part);
        return;
      case 'happens':
        return this.events(condition.events);
    }
  }

  private segment(name: string): void {
    if (this.found.segments.has(name)) return;
    this.found.segments.add(name);
    const definition = Object.hasOwn(this.segments, name) ? this.segments[name] : undefined;
    if (definition) this.condition(definition);
  }

  private events(events: readonly EventMatch[]): void {
    for (const { type, filters } of events) {
      this.found.facts.add(type);
      for (const filter of filters) if (filter.kind === 'compare') this.expression(filter.value);
    }
  }

  private expression(expression: Expression): void {
    switch (expression.kind) {
      case 'field':
        return this.field(expression.field);
      case 'today':
        return this.moves('midnight');
      case 'since':
        this.field(expression.field);
        return this.moves('any');
      case 'since-last':
        this.events([expression.event]);
        return this.moves('any');
      case 'event-property':
        return this.events([expression.event]);
      case 'score':
        this.found.scores.add(expression.name);
        this.events(expression.rule.signals.map(({ event }) => event));
        if (expression.rule.halfSeconds !== null) this.moves('any');
        return;
      case 'arithmetic':
        this.expression(expression.left);
        return this.expression(expression.right);
      default:
    }
  }

  private field({ name, custom }: FieldRef): void {
    this.found[custom ? 'customFields' : 'fields'].add(name);
    this.found.facts.add('field');
    if (custom) return;
    for (const type of Object.hasOwn(CHANGED_BY, name) ? (CHANGED_BY[name] ?? []) : []) this.found.facts.add(type);
    if (MOVED_AT_MIDNIGHT.has(name)) this.moves('midnight');
  }

  private window({ kind }: Window): void {
    if (kind === 'seconds') this.moves('any');
    else if (kind !== 'ever' && kind !== 'since-entry') this.moves('midnight');
  }

  private moves(time: Dependencies['time']): void {
    if (this.found.time !== 'any') this.found.time = time;
  }
}
