import type { Json, Moment } from '../condition/facts.js';
import { operandOf } from '../condition/expression.js';
import { fieldKind, type Kind } from '../condition/kind.js';
import { formatDay } from '../core/zone.js';
import type { Expression, FieldRef } from '../ir/condition.js';
import type { FanState } from './fan-state.js';

/** The value of an expression as it would stand in this field. */
export function fieldValue(field: FieldRef, expression: Expression, fan: FanState, at: Moment): Json {
  const kind = field.custom ? null : fieldKind(field.name);
  return jsonValue(
    kind === 'none' || kind === null ? operandOf(expression, { facts: fan, at }).kind : kind,
    expression,
    fan,
    at,
  );
}

/** The value of an expression as it would stand in an event's properties. */
export function propertyValue(expression: Expression, fan: FanState, at: Moment): Json {
  return jsonValue(operandOf(expression, { facts: fan, at }).kind, expression, fan, at);
}

function jsonValue(kind: Kind, expression: Expression, fan: FanState, at: Moment): Json {
  const operand = operandOf(expression, { facts: fan, at });
  switch (kind) {
    case 'date': {
      const day = operand.read('date');
      return typeof day === 'number' ? formatDay(day) : null;
    }
    case 'list': {
      const text = operand.read('text');
      return text === null ? null : [text];
    }
    case 'json':
      return operand.read('number') ?? operand.read('text');
    case 'none':
      return null;
    default:
      return operand.read(kind);
  }
}
