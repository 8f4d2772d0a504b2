import type { DurationNode, FieldNode, Name, PropertyNode, TextNode, TimeNode } from '../../ast/common.js';
import type {
  ConditionNode,
  EventNode,
  ExpressionNode,
  FilterNode,
  WindowNode,
  WordsNode,
} from '../../ast/condition.js';
import type { DefinitionNode, ExpectNode, GivenNode, HeadNode, MomentNode, TestLineNode } from '../../ast/file.js';
import type { BlockNode, StepNode, WhoNode } from '../../ast/step.js';

/*
 * A syntax tree in a form that belongs to no parser: lists that begin with what they are. The files beside this one hold
 * texts with the structure that another parser of the same grammar gave them, in this form.
 */

export type Neutral = string | number | boolean | null | Neutral[];

export function neutralDefinition(node: DefinitionNode): Neutral {
  switch (node.kind) {
    case 'sop':
      return ['sop', node.name.value, node.heads.map(head), node.steps.map(step)];
    case 'segment':
    case 'rule-tag':
      return [node.kind, node.name.value, condition(node.condition)];
    case 'score': {
      const signals = node.signals.map((signal) => [event(signal.event), signal.points, signal.most]);
      return ['score', node.name.value, signals, optional(node.half, duration)];
    }
    case 'coupon': {
      const off = 'fen' in node.off ? ['money', node.off.fen] : ['percent', node.off.percent];
      return ['coupon', node.name.value, node.overFen, off, duration(node.valid), node.stock];
    }
    case 'message': {
      const variants = node.variants.map(({ channel, text: words }) => [channel, text(words)]);
      return ['message', node.name.value, node.text ? text(node.text) : variants];
    }
    case 'words':
      return ['words', node.name.value, names(node.words)];
    case 'test':
      return ['test', node.name.value, node.sop?.value ?? null, node.lines.map(testLine)];
  }
}

function optional<T>(node: T | null, write: (node: T) => Neutral): Neutral {
  return node === null ? null : write(node);
}

function names(nodes: readonly Name[]): Neutral[] {
  return nodes.map(({ value }) => value);
}

function text({ parts }: TextNode): string {
  return parts.map((part) => (typeof part === 'string' ? part : `{${part.image}}`)).join('');
}

function duration({ amount, unit }: DurationNode): Neutral {
  return [amount, unit];
}

function time({ minute }: TimeNode): number {
  return minute;
}

function field({ name, custom }: FieldNode | PropertyNode): Neutral {
  return custom ? ['custom', name] : name;
}

function block({ steps }: BlockNode): Neutral[] {
  return steps.map(step);
}

function who(node: WhoNode): Neutral {
  return node.kind === 'group' ? ['group', node.name.value] : node.kind;
}

function head(node: HeadNode): Neutral {
  switch (node.kind) {
    case 'when':
      return ['when', condition(node.condition)];
    case 'reentry':
      return node.again ? ['again'] : ['once', optional(node.per, field), optional(node.every, duration)];
    case 'quiet':
      return ['quiet', time(node.span.from), time(node.span.to)];
    case 'only':
      return ['only', node.days, time(node.span.from), time(node.span.to)];
    case 'limit':
      return ['limit', node.channel, node.messages, duration(node.every)];
    case 'budget':
      return ['budget', node.fen, node.every === 'month' ? 'month' : optional(node.every, duration)];
    case 'goal':
      return ['goal', node.events.map(event), window(node.window)];
    case 'leave':
      return ['leave', condition(node.condition), optional(node.block, block)];
    case 'expire':
      return ['expire', duration(node.after), optional(node.block, block)];
    case 'note':
      return ['note', text(node.text)];
    case 'error':
      return ['error'];
  }
}

function step(node: StepNode): Neutral {
  switch (node.kind) {
    case 'day':
      return ['day', node.day, optional(node.time, time), block(node.block)];
    case 'wait':
      return ['wait', duration(node.duration)];
    case 'till':
      return ['till', till(node.till), optional(node.time, time)];
    case 'until': {
      const ends = [optional(node.met, block), optional(node.unmet, block)];
      return ['until', duration(node.duration), condition(node.condition), ...ends];
    }
    case 'if': {
      const arms = node.arms.map((arm) => [condition(arm.condition), block(arm.block)]);
      return ['if', arms, optional(node.otherwise, block)];
    }
    case 'split':
      return ['split', node.name.value, node.arms.map((arm) => [arm.name.value, arm.percent, block(arm.block)])];
    case 'send': {
      const words = node.message ? ['message', node.message.value] : optional(node.text, text);
      const attached = [node.coupon?.value ?? null, node.survey?.value ?? null];
      return ['send', node.channel, words, ...attached, optional(node.undelivered, block)];
    }
    case 'tag':
    case 'untag':
      return [node.kind, names(node.names)];
    case 'set':
      return ['set', field(node.field), expression(node.value)];
    case 'upgrade':
      return ['upgrade', node.level.value];
    case 'points':
      return ['points', node.points];
    case 'grant':
      return ['grant', node.coupon.value];
    case 'task': {
      const overdue = node.overdue.map((rung) => [optional(rung.after, duration), block(rung.block)]);
      return ['task', node.title.value, who(node.to), duration(node.due), optional(node.note, text), overdue];
    }
    case 'assign':
    case 'handover':
      return [node.kind, who(node.to)];
    case 'notify':
      return ['notify', who(node.to), text(node.text)];
    case 'start':
    case 'stop':
      return [node.kind, node.sop.value];
    case 'webhook':
      return ['webhook', node.name.value, node.fields.map(field)];
    case 'end':
    case 'error':
      return [node.kind];
  }
}

function till(node: Extract<StepNode, { kind: 'till' }>['till']): Neutral {
  switch (node.kind) {
    case 'time':
      return null;
    case 'later':
      return ['later', duration(node.duration)];
    case 'weekday':
      return ['weekday', node.weekday];
    case 'date':
      return ['date', node.date.date];
    case 'field':
      return ['field', field(node.field), optional(node.before, duration)];
    case 'live-start':
      return 'live.start';
  }
}

function condition(node: ConditionNode): Neutral {
  switch (node.kind) {
    case 'and':
    case 'or':
      return [node.kind, ...node.of.map(condition)];
    case 'not':
      return ['not', condition(node.of)];
    case 'event':
      return ['event', node.first, event(node.event)];
    case 'absent':
      return ['absent', event(node.event), window(node.within), node.without.map(event)];
    case 'schedule':
      return ['schedule', schedule(node.schedule), time(node.time)];
    case 'date-field':
      return ['date-field', field(node.field), optional(node.before, duration), time(node.time)];
    case 'segment-change':
      return [node.change, node.name.value];
    case 'by-hand':
    case 'started':
    case 'error':
      return [node.kind];
    case 'did':
      return ['did', optional(node.window, window), node.no, node.events.map(event)];
    case 'count':
      return ['count', window(node.window), node.events.map(event), node.op, node.count];
    case 'aggregate': {
      const measured = [node.aggregate, field(node.property), node.op, expression(node.value)];
      return ['aggregate', window(node.window), event(node.event), ...measured];
    }
    case 'unanswered':
      return ['unanswered', window(node.window), event(node.event), window(node.within), node.without.map(event)];
    case 'tag':
      return ['tags', node.no, names(node.names)];
    case 'present':
      return ['present', node.no, field(node.field)];
    case 'segment':
      return ['in-segment', node.no, node.name.value];
    case 'compare':
      return ['compare', node.operands.map(expression), [...node.ops]];
    case 'between':
      return ['between', expression(node.value), expression(node.low), expression(node.high)];
    case 'contains':
      return ['contains', expression(node.left), contained(node.right)];
    case 'one-of':
      return ['one-of', node.no, expression(node.left), node.values.map(expression)];
  }
}

function schedule(node: Extract<ConditionNode, { kind: 'schedule' }>['schedule']): Neutral {
  switch (node.kind) {
    case 'daily':
      return ['daily'];
    case 'weekly':
      return ['weekly', node.weekday];
    case 'monthly':
      return ['monthly', node.day];
    case 'once':
      return ['once', node.date];
  }
}

function window(node: WindowNode): Neutral {
  return node.kind === 'within' ? ['within', duration(node.length)] : node.kind;
}

function event({ type, custom, subject, filters }: EventNode): Neutral {
  return [custom ? ['custom', type] : type, subject?.value ?? null, filters.map(filter)];
}

function filter(node: FilterNode): Neutral {
  switch (node.kind) {
    case 'compare':
      return ['compare', field(node.property), [...node.ops], node.values.map(expression)];
    case 'contains':
      return ['contains', field(node.property), contained(node.right)];
    case 'present':
      return ['has', field(node.property)];
    case 'same':
      return ['same', field(node.property)];
  }
}

function contained(node: ExpressionNode | WordsNode): Neutral {
  return node.kind === 'words' ? ['words', node.name.value] : expression(node);
}

function expression(node: ExpressionNode): Neutral {
  switch (node.kind) {
    case 'text':
    case 'number':
    case 'count':
    case 'points':
    case 'percent':
      return [node.kind, node.value];
    case 'money':
      return ['money', node.fen];
    case 'duration':
      return ['duration', duration(node.duration)];
    case 'date':
      return ['date', node.date];
    case 'today':
    case 'error':
      return [node.kind];
    case 'field':
    case 'since':
      return [node.kind, field(node.field)];
    case 'score':
      return ['score', node.name.value];
    case 'entry':
      return ['entry', field(node.property)];
    case 'event-property':
      return [node.which, event(node.event), field(node.property)];
    case 'since-last':
      return ['since-last', event(node.event)];
    case 'arithmetic':
      return [node.op, expression(node.left), expression(node.right)];
  }
}

function testLine(node: TestLineNode): Neutral {
  switch (node.kind) {
    case 'fan':
      return ['fan', node.name?.value ?? null, node.given.map(given)];
    case 'split':
      return ['choose', node.split.value, node.arm.value];
    case 'event':
      return ['happens', optional(node.moment, moment), event(node.event)];
    case 'set':
      return ['set', optional(node.moment, moment), field(node.field), expression(node.value)];
    case 'expect':
      return ['expect', optional(node.moment, moment), expect(node.expect)];
    case 'error':
      return ['error'];
  }
}

function given(node: GivenNode): Neutral {
  switch (node.kind) {
    case 'consent':
      return ['consent', [...node.channels]];
    case 'tags':
      return ['tags', names(node.names)];
    case 'field':
      return ['field', field(node.field), expression(node.value)];
  }
}

function moment(node: MomentNode): Neutral {
  switch (node.kind) {
    case 'day':
      return ['day', node.day, optional(node.time, time)];
    case 'onwards':
      return ['onwards', node.day];
    case 'ago':
      return ['before', duration(node.duration)];
  }
}

function expect(node: ExpectNode): Neutral {
  switch (node.kind) {
    case 'sent':
      return ['sent', node.no, node.channel, node.count];
    case 'left':
    case 'finished':
    case 'error':
      return [node.kind];
    case 'task':
      return ['task', node.title.value];
    case 'started':
      return ['start', node.sop.value];
    case 'condition':
      return ['holds', condition(node.condition)];
  }
}
