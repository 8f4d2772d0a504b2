import type { FieldRef } from '../ir/condition.js';
import { fieldWord } from '../vocabulary/field.js';
import { type FanFacts, type Json, type Moment, own } from './facts.js';
import { rfm, type RfmName, RFM_NAMES, tierOf } from './rfm.js';

/** When, and by which bounds, a field is asked for. */
export type FieldMoment = Pick<Moment, 'now' | 'zone' | 'scores'>;

/** A field's value; what the facts do not say is worked out from what they do, and counters are 0. */
export function fieldOf(field: FieldRef, facts: FanFacts, at: FieldMoment): Json {
  if (field.custom) return own(facts.custom, field.name) ?? null;
  const given = own(facts.fields, field.name);
  if (given !== undefined) return given;
  const number = (name: string) => numberOf(own(facts.fields, name));
  switch (field.name) {
    case 'average_order':
      return quotient(number('spend'), number('orders'));
    case 'return_rate':
      return quotient(number('refunded') * 100, number('spend'));
    case 'value_tier': {
      const score = (name: RfmName) => numberOf(fieldOf({ name }, facts, at));
      return number('orders') > 0 ? tierOf({ R: score('R'), F: score('F'), M: score('M') }, at.scores.means) : null;
    }
    default:
      if (isRfm(field.name)) return rfm(field.name, facts, at);
      return fieldWord(field.name)?.always && field.name !== 'shop' ? 0 : null;
  }
}

function isRfm(name: string): name is RfmName {
  return RFM_NAMES.some((known) => known === name);
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function quotient(a: number, b: number): number | null {
  return b === 0 ? null : a / b;
}
