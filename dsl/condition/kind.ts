import type { Expression } from '../ir/condition.js';
import { fieldWord } from '../vocabulary/field.js';
import type { ValueType } from '../vocabulary/value-type.js';

/**
 * How a value is compared. Numbers are money in fen, durations in seconds and percent, too; dates are days and moments
 * milliseconds since 1970. `json` is known only when it is read: custom fields and properties of events.
 */
export type Scalar = 'text' | 'number' | 'date' | 'moment';
export type Kind = Scalar | 'list' | 'json' | 'none';

const KIND_OF_TYPE: Record<ValueType, Kind> = {
  text: 'text',
  choice: 'text',
  person: 'text',
  number: 'number',
  money: 'number',
  duration: 'number',
  percent: 'number',
  date: 'date',
  moment: 'moment',
  list: 'list',
};

/** Whether there is a phone number may be asked, what it is may not. */
const SECRET_FIELDS = new Set(['phone']);

/** Both evaluators read an expression by its kind, so they convert alike. `none` has no value ever. */
export function kindOf(expression: Expression): Kind {
  switch (expression.kind) {
    case 'text':
      return 'text';
    case 'number':
    case 'money':
    case 'duration':
    case 'percent':
    case 'score':
    case 'since':
    case 'since-last':
      return 'number';
    case 'date':
    case 'today':
      return 'date';
    case 'field':
      return expression.field.custom ? 'json' : fieldKind(expression.field.name);
    case 'entry':
    case 'event-property':
      return 'json';
    case 'arithmetic':
      return arithmeticOf(expression)?.kind ?? 'none';
  }
}

export function fieldKind(name: string): Kind {
  const word = fieldWord(name);
  return word && !SECRET_FIELDS.has(name) ? KIND_OF_TYPE[word.type] : 'none';
}

/** What two values are compared as: the first kind in which both have a value. Empty: they never compare. */
export function comparedAs(left: Kind, right: Kind): Scalar[] {
  if (left === 'json') return right === 'json' ? ['number', 'text'] : scalar(right);
  if (right === 'json' || left === right) return scalar(left);
  const times = isTime(left) && isTime(right);
  return times ? ['moment'] : [];
}

function scalar(kind: Kind): Scalar[] {
  return kind === 'text' || kind === 'number' || isTime(kind) ? [kind] : [];
}

function isTime(kind: Kind): kind is 'date' | 'moment' {
  return kind === 'date' || kind === 'moment';
}

type ArithmeticExpression = Extract<Expression, { kind: 'arithmetic' }>;

/** What an arithmetic expression does; null when its sides do not go together. */
export type Arithmetic =
  | { does: 'calculate'; kind: 'number' }
  /** Seconds between two moments. */
  | { does: 'difference'; kind: 'number' }
  /** A date moved by whole days stays a date. */
  | { does: 'shift-days'; kind: 'date'; date: Expression; days: number }
  | { does: 'shift'; kind: 'moment'; moment: Expression; seconds: Expression; sign: 1 | -1 };

export function arithmeticOf({ op, left, right }: ArithmeticExpression): Arithmetic | null {
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  if (isTime(leftKind) && isTime(rightKind)) return op === '-' ? { does: 'difference', kind: 'number' } : null;
  if (isTime(leftKind) && isNumber(rightKind) && (op === '+' || op === '-')) {
    return shift(left, leftKind, right, op === '+' ? 1 : -1);
  }
  if (isNumber(leftKind) && isTime(rightKind) && op === '+') return shift(right, rightKind, left, 1);
  return isNumber(leftKind) && isNumber(rightKind) ? { does: 'calculate', kind: 'number' } : null;
}

function isNumber(kind: Kind): boolean {
  return kind === 'number' || kind === 'json';
}

const DAY_SECONDS = 86_400;

function shift(time: Expression, kind: Kind, by: Expression, sign: 1 | -1): Arithmetic {
  if (kind === 'date' && by.kind === 'duration' && by.seconds % DAY_SECONDS === 0) {
    return { does: 'shift-days', kind: 'date', date: time, days: (sign * by.seconds) / DAY_SECONDS };
  }
  return { does: 'shift', kind: 'moment', moment: time, seconds: by, sign };
}
