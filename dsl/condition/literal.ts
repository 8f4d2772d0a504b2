import type { Expression } from '../ir/condition.js';
import { bounded } from './number.js';

/** Null for what is not a number as written, or too large. */
export function literalNumber(expression: Expression): number | null {
  switch (expression.kind) {
    case 'number':
    case 'percent':
      return bounded(expression.value);
    case 'money':
      return bounded(expression.fen);
    case 'duration':
      return bounded(expression.seconds);
    default:
      return null;
  }
}
