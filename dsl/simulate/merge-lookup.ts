import { type Json, own } from '../condition/facts.js';
import { operandOf } from '../condition/expression.js';
import { fieldOf } from '../condition/field.js';
import { dayAt, formatDay } from '../core/zone.js';
import type { CouponTerms, MergeField, Program } from '../ir/program.js';
import { formatValue } from '../message/format-value.js';
import { mergeType } from '../message/merge-type.js';
import { MERGE_FIELDS, MERGE_ROOTS } from '../vocabulary/merge-field.js';
import type { Enrolment } from './enrolment.js';
import type { FanState } from './fan-state.js';
import type { SimulationOptions } from './options.js';

export interface MergeContext {
  program: Program;
  fan: FanState;
  enrolment: Enrolment;
  survey: string | null;
  now: number;
  options: SimulationOptions;
}

/** What merge fields stand for as far as it is known in memory; links that only a channel knows appear by name. */
export function mergeLookup(context: MergeContext): (field: MergeField) => string | null {
  const { enrolment, survey, options } = context;
  return (field) => {
    switch (field.root) {
      case 'fan': {
        const value = fanValue(field, context);
        return formatValue(value, mergeType(field), options.zone);
      }
      case 'entry': {
        const value: Json = own(enrolment.entry.properties, field.field) ?? null;
        return formatValue(value, mergeType(field), options.zone);
      }
      case 'coupon':
        return couponField(field, context);
      case 'survey':
        if (survey === null) return null;
        return field.field === 'name' ? survey : link(field, options);
      case 'live':
      case 'shop':
        return link(field, options);
    }
  };
}

function fanValue(
  { field: name, custom, score: rule }: MergeField,
  { fan, program, now, options }: MergeContext,
): Json {
  if (!rule) return fieldOf({ name, ...(custom && { custom }) }, fan, { now, ...options });
  const { zone, scores } = options;
  const at = { now, zone, scores, segments: program.segments };
  return operandOf({ kind: 'score', name, rule }, { facts: fan, at }).read('number');
}

/** Of the coupon that is named, or else of the newest. */
function couponField(field: MergeField, { program, enrolment, now, options }: MergeContext): string | null {
  const coupon = enrolment.coupons.findLast(({ name }) => field.of === undefined || field.of === name);
  if (!coupon) return null;
  switch (field.field) {
    case 'code':
      return coupon.code;
    case 'name':
      return coupon.name;
    case 'valid_until':
      return formatDay(coupon.validUntil);
    case 'days_left':
      return String(Math.max(0, coupon.validUntil - dayAt(now, options.zone)));
    case 'off':
      return faceValue(own(program.coupons, coupon.name), options.zone);
    default:
      return link(field, options);
  }
}

function faceValue(terms: CouponTerms | undefined, zone: string): string | null {
  if (!terms) return null;
  return 'fen' in terms.off
    ? formatValue(terms.off.fen, 'money', zone)
    : formatValue(terms.off.percent, 'percent', zone);
}

function link({ root, field }: MergeField, { links }: SimulationOptions): string {
  const name = `${MERGE_ROOTS[root].zh}.${own(MERGE_FIELDS[root], field)?.zh ?? field}`;
  const instead = field === 'short_link' ? own(links, `${root}.link`) : undefined;
  return own(links, `${root}.${field}`) ?? instead ?? `〔${name}〕`;
}
