import { bounded } from '@fanloom/dsl/condition/number.js';
import type { Expression } from '@fanloom/dsl/ir/condition.js';

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
