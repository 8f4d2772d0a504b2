import type { StepNode, WhoNode } from '../ast/step.js';
import { formatExpression } from './condition.js';
import type { Phrase } from './phrase.js';

/**
 * A step that is one line; null for one with blocks.
 *
 * @param indent of the line, for texts of several lines
 */
export function formatPlainStep(node: StepNode, p: Phrase, indent: string): string | null {
  const gap = p.either('', ' ');
  switch (node.kind) {
    case 'day':
    case 'until':
    case 'if':
    case 'split':
      return null;
    case 'send':
      return node.undelivered ? null : formatSend(node, p, indent);
    case 'task':
      return node.overdue.length > 0 ? null : formatTask(node, p, indent);
    case 'wait':
      return `${p.keyword('Wait')}${gap}${p.duration(node.duration)}`;
    case 'till':
      return formatTill(node, p);
    case 'tag':
      return `${p.either('打标签', 'tag')} ${p.names(node.names)}`;
    case 'untag':
      return `${p.keyword('Untag')} ${p.names(node.names)}`;
    case 'set':
      return `${p.keyword('Set')} ${p.field(node.field)} = ${formatExpression(node.value, p)}`;
    case 'upgrade':
      return `${p.keyword('Upgrade')} ${p.name(node.level)}`;
    case 'points':
      return `${p.keyword('AddPoints')} ${p.measure(node.points, 'point')}`;
    case 'grant':
      return `${p.keyword('Grant')} ${p.name(node.coupon)}`;
    case 'assign':
      return `${p.keyword('Assign')} ${formatWho(node.to, p)}`;
    case 'handover':
      return `${p.keyword('HandOver')} ${formatWho(node.to, p)}`;
    case 'notify':
      return `${p.keyword('Notify')} ${formatWho(node.to, p)} ${p.text(node.text, indent)}`;
    case 'start':
      return `${p.keyword('Start')} ${p.name(node.sop)}`;
    case 'stop':
      return `${p.keyword('Stop')} ${p.name(node.sop)}`;
    case 'end':
      return p.keyword('End');
    case 'webhook': {
      const fields = node.fields.map((field) => p.field(field)).join(', ');
      return `${p.keyword('Webhook')} ${p.name(node.name)}${fields === '' ? '' : ` ${p.keyword('With')} ${fields}`}`;
    }
    case 'error':
      return '';
  }
}

export function formatSend(node: Extract<StepNode, { kind: 'send' }>, p: Phrase, indent: string): string {
  const named = node.message ? `${p.keyword('Message')} ${p.name(node.message)}` : '';
  const text = node.text ? p.text(node.text, indent) : named;
  const coupon = node.coupon ? ` ${p.keyword('WithCoupon')} ${p.name(node.coupon)}` : '';
  const survey = node.survey ? ` ${p.keyword('WithSurvey')} ${p.name(node.survey)}` : '';
  return `${p.keyword('Send')}${p.either('', ' ')}${p.word(node.channel)} ${text}${coupon}${survey}`;
}

export function formatTask(node: Extract<StepNode, { kind: 'task' }>, p: Phrase, indent: string): string {
  const note = node.note ? ` ${p.keyword('Note')} ${p.text(node.note, indent)}` : '';
  const who = `${p.keyword('To')} ${formatWho(node.to, p)}`;
  return `${p.keyword('Task')} ${p.name(node.title)} ${who} ${p.keyword('Due')} ${p.duration(node.due)}${note}`;
}

function formatTill(node: Extract<StepNode, { kind: 'till' }>, p: Phrase): string {
  const gap = p.either('', ' ');
  const wait = p.keyword('WaitTill');
  const { till } = node;
  const time = node.time ? p.atTime(node.time) : '';
  switch (till.kind) {
    case 'live-start':
      return `${wait}${gap}${p.keyword('LiveStart')}`;
    case 'time':
      return `${wait} ${time}`;
    case 'later':
      return `${wait} ${p.duration(till.duration)}${p.either('后', ' later')} ${time}`;
    case 'weekday':
      return `${wait} ${p.weekday(till.weekday)} ${time}`;
    case 'date':
      return `${wait} ${till.date.date} ${time}`;
    case 'field': {
      const before = till.before ? ` ${p.duration(till.before)}${gap}${p.keyword('Before')}` : '';
      return `${wait} ${p.field(till.field)}${before} ${time}`;
    }
  }
}

function formatWho(who: WhoNode, p: Phrase): string {
  const words = { owner: 'Owner', manager: 'Manager', host: 'Host', service: 'Service' } as const;
  if (who.kind === 'group') return `${p.keyword('Group')} ${p.name(who.name)}`;
  return p.keyword(words[who.kind]);
}
