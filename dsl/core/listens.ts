import type { Condition, EventMatch, Expression } from '../ir/condition.js';
import type { Program } from '../ir/program.js';

/** `enter` lets somebody in, `leave` and `wait` concern fans in flight, `goal` is counted. */
export type ListenRole = 'enter' | 'leave' | 'wait' | 'goal';

/** What a program has to be told of. `key`: an event's type, `tag` for any change of tags, `start:<name>`. */
export interface Listen {
  role: ListenRole;
  key: string;
}

/** Events that change a fan's fields; a condition on a field may turn with any of them. */
const FIELD_EVENTS = [
  'follow',
  'live.enter',
  'live.watch',
  'live.comment',
  'live.like',
  'live.share',
  'live.gift',
  'order.pay',
  'order.refund',
  'level.change',
];

export function listensOf(program: Program): Listen[] {
  const listens: Listen[] = [{ role: 'enter', key: `start:${program.name}` }];
  const add = (role: ListenRole, keys: Iterable<string>) => {
    for (const key of keys)
      if (!listens.some((known) => known.role === role && known.key === key)) listens.push({ role, key });
  };
  for (const trigger of program.triggers) {
    if (trigger.kind === 'event' || trigger.kind === 'absent') add('enter', [trigger.event.type]);
  }
  for (const leave of program.leaves) add('leave', keysOf(leave.condition, program));
  for (const step of program.steps) if (step.kind === 'until') add('wait', keysOf(step.condition, program));
  if (program.goal) add('goal', typesOf(program.goal.events));
  return listens;
}

function typesOf(events: readonly EventMatch[]): string[] {
  return events.map((event) => event.type);
}

function keysOf(condition: Condition, program: Program): string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part) => keysOf(part, program));
    case 'not':
      return keysOf(condition.of, program);
    case 'happens':
    case 'count':
      return typesOf(condition.events);
    case 'aggregate':
      return [condition.event.type, ...expressionKeys(condition.value)];
    case 'unanswered':
      return typesOf([condition.event, ...condition.without]);
    case 'tag':
      return ['tag'];
    case 'segment': {
      const segment = program.segments[condition.name];
      return segment ? keysOf(segment, program) : [];
    }
    case 'present':
      return FIELD_EVENTS;
    case 'compare':
      return [...expressionKeys(condition.left), ...expressionKeys(condition.right)];
    case 'contains':
      return expressionKeys(condition.left);
    case 'oneOf':
      return [condition.left, ...condition.values].flatMap(expressionKeys);
  }
}

function expressionKeys(expression: Expression): string[] {
  switch (expression.kind) {
    case 'field':
    case 'since':
    case 'score':
      return FIELD_EVENTS;
    case 'event-property':
    case 'since-last':
      return [expression.event.type];
    case 'arithmetic':
      return [...expressionKeys(expression.left), ...expressionKeys(expression.right)];
    default:
      return [];
  }
}
