import type { FieldRef } from '../ir/condition.js';
import { fieldWord } from '../vocabulary/field.js';
import { type FanFacts, type Json, own, type ScoreThresholds } from './facts.js';

/** A field's value; what the facts do not say is worked out from what they do, and counters are 0. */
export function fieldOf(field: FieldRef, facts: FanFacts, scores: ScoreThresholds): Json {
  if (field.custom) return own(facts.custom, field.name) ?? null;
  const given = own(facts.fields, field.name);
  if (given !== undefined) return given;
  const number = (name: string) => numberOf(own(facts.fields, name));
  switch (field.name) {
    case 'average_order':
      return quotient(number('spend'), number('orders'));
    case 'return_rate':
      return quotient(number('refunded') * 100, number('spend'));
    case 'M':
      return 1 + scores.M.filter((lowest) => number('spend') >= lowest).length;
    default:
      return fieldWord(field.name)?.always && field.name !== 'shop' ? 0 : null;
  }
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function quotient(a: number, b: number): number | null {
  return b === 0 ? null : a / b;
}
