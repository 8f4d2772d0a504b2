import type { ExpectNode, GivenNode, MomentNode, TestLineNode } from '../ast/file.js';
import { formatCondition, formatEvent, formatExpression } from './condition.js';
import type { Phrase } from './phrase.js';

/** Null for a line that cannot be read. */
export function formatTestLine(node: TestLineNode, p: Phrase): string | null {
  switch (node.kind) {
    case 'fan': {
      const name = node.name ? `${p.name(node.name)} ` : '';
      const given = node.given.map((fact) => formatGiven(fact, p)).join(' ');
      return `${p.keyword('Fan')} ${name}{ ${given}${given === '' ? '' : ' '}}`;
    }
    case 'split':
      return `${p.keyword('Split')} ${p.name(node.split)} = ${p.name(node.arm)}`;
    case 'event':
      return `${formatMoment(node.moment, p)}${formatEvent(node.event, p)}`;
    case 'set': {
      const value = formatExpression(node.value, p);
      return `${formatMoment(node.moment, p)}${p.keyword('Set')} ${p.field(node.field)} = ${value}`;
    }
    case 'expect':
      return `${formatMoment(node.moment, p)}${p.keyword('Expect')} ${formatExpect(node.expect, p)}`;
    case 'error':
      return null;
  }
}

function formatGiven(node: GivenNode, p: Phrase): string {
  switch (node.kind) {
    case 'consent':
      return `${p.keyword('Consent')} ${node.channels.map((channel) => p.word(channel)).join(', ')}`;
    case 'tags':
      return `${p.keyword('Has')}${p.either('', ' ')}${p.keyword('Tag')} ${p.names(node.names)}`;
    case 'field':
      return `${p.field(node.field)} = ${formatExpression(node.value, p)}`;
  }
}

function formatMoment(node: MomentNode | null, p: Phrase): string {
  switch (node?.kind) {
    case undefined:
      return '';
    case 'day':
      return `${p.day(node.day)}${node.time ? ` ${p.atTime(node.time)}` : ''} `;
    case 'onwards':
      return p.either(`第${node.day}天起 `, `day ${node.day} onwards `);
    case 'ago':
      return `${p.duration(node.duration)}${p.either('前', ' before')} `;
  }
}

function formatExpect(node: ExpectNode, p: Phrase): string {
  switch (node.kind) {
    case 'sent': {
      const no = node.no ? `${p.keyword('No')}${p.either('', ' ')}` : '';
      const channel = node.channel === null ? '' : ` ${p.word(node.channel)}`;
      const count = node.count === null ? '' : ` ${p.measure(node.count, 'time')}`;
      return `${no}${p.keyword('Sent')}${channel}${count}`;
    }
    case 'left':
      return p.keyword('Left');
    case 'finished':
      return p.keyword('Finished');
    case 'task':
      return `${p.keyword('Task')} ${p.name(node.title)}`;
    case 'started':
      return `${p.keyword('Start')} ${p.name(node.sop)}`;
    case 'condition':
      return formatCondition(node.condition, p);
    case 'error':
      return '';
  }
}
