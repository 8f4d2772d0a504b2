import { z } from 'zod';
import { fieldOf } from '@fanloom/dsl/condition/field.js';
import type { Json, Properties, ScoreThresholds } from '@fanloom/dsl/condition/facts.js';
import { render } from '@fanloom/dsl/core/render.js';
import type { MergeField, Template } from '@fanloom/dsl/ir/program.js';
import { formatValue } from '@fanloom/dsl/message/format-value.js';
import { mergeType } from '@fanloom/dsl/message/merge-type.js';
import { VALUE_TYPES } from '@fanloom/dsl/vocabulary/value-type.js';

/** What a note may speak of, as its reader may see it: what is masked or hidden from them comes masked or null. */
export interface NoteFacts {
  /** Fields of the fan by id, money in fen, moments in milliseconds; null for a fan whom the reader does not see. */
  fan: { fields: Properties; custom: Properties } | null;
  /** Properties of the event that brought the fan into the SOP. */
  entry: Properties;
  /** Merge fields that are the same for every fan, by `root.field`. */
  shop: Readonly<Record<string, string>>;
  zone: string;
  scores: ScoreThresholds;
  /** When the task was made, in milliseconds: R counts its days from then. */
  now: number;
}

/** Stands where there is nothing to show: a colleague can do without what a fan could not. */
const NOTHING = '—';

const mergeField = z.object({
  root: z.enum(['fan', 'entry', 'coupon', 'live', 'survey', 'shop']),
  of: z.string().optional(),
  field: z.string(),
  custom: z.literal(true).optional(),
  type: z.enum(VALUE_TYPES).optional(),
  value: z.string().optional(),
  fallback: z.string().nullable(),
});
const template: z.ZodType<Template> = z.array(z.union([z.string(), mergeField]));

/** The note of a task in words; null without one. */
export function renderNote(note: unknown, facts: NoteFacts): string | null {
  const parsed = template.safeParse(note);
  if (!parsed.success) return null;
  const rendered = render(parsed.data, (field) => valueOf(field, facts) || field.fallback || NOTHING);
  return rendered.kind === 'text' ? rendered.text : null;
}

function valueOf(field: MergeField, facts: NoteFacts): string | null {
  switch (field.root) {
    case 'fan': {
      if (field.value !== undefined) return facts.fan && field.value;
      const value = fieldValue(field, facts);
      return formatValue(value, mergeType(field), facts.zone);
    }
    case 'entry':
      return formatValue(facts.entry[field.field] ?? null, mergeType(field), facts.zone);
    default:
      return facts.shop[`${field.root}.${field.field}`] ?? null;
  }
}

/** Worked out from the spend: of whoever hides that, these are not known either. */
const fromSpend = new Set(['average_order', 'return_rate', 'M', 'value_tier']);

/** Where these look at the last days only, a note, which has no events, cannot tell them. */
const fromEvents = new Set(['F', 'M', 'value_tier']);

function fieldValue({ field, custom }: MergeField, { fan, ...at }: NoteFacts): Json {
  if (!fan || (!custom && fromSpend.has(field) && typeof fan.fields['spend'] !== 'number')) return null;
  if (!custom && fromEvents.has(field) && at.scores.days !== null) return null;
  const facts = { ...fan, tags: new Set<string>(), events: [] };
  return fieldOf({ name: field, ...(custom && { custom }) }, facts, at);
}
