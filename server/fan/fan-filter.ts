import { z } from '@hono/zod-openapi';
import type { AliasableExpression, ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import { type Ability, mayAtAll, seesField } from '../access/ability.js';
import type { DB } from '../db/generated/schema.js';
import { likePattern } from '../db/like-pattern.js';
import { unknownField } from '../problem/common.js';

const instant = z.iso.datetime({ offset: true });
const fen = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const amount = z.coerce.number().int().min(0).max(2_147_483_647);
// PostgreSQL takes no NUL, and a lone surrogate is no character.
const words = z.string().trim().min(1).max(100).refine(isText);
const ids = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.uuid()).max(10));

function isText(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

/** Filters of the fan list. Money in fen, instants in ISO 8601 with zone; `after` is inclusive, `before` exclusive. */
export const fanFilter = z.object({
  shop: z.uuid(),
  q: words.optional().openapi({ description: 'Part of the nick; a whole phone number where the role may find by it' }),
  nick: words.optional().openapi({ description: 'The whole nick' }),
  tag: ids
    .optional()
    .openapi({ type: 'string', description: 'Ids of tags that a fan has all of, separated by commas' }),
  segment: z.uuid().optional(),
  where: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .refine(isText)
    .optional()
    .openapi({ description: 'A condition in the words of the language', example: '购买次数 >= 3 且 M >= 4' }),
  owner: z.union([z.enum(['mine', 'none']), z.uuid()]).optional(),
  last_watch_after: instant.optional(),
  last_watch_before: instant.optional(),
  last_purchase_after: instant.optional(),
  last_purchase_before: instant.optional(),
  spend_min: fen.optional(),
  spend_max: fen.optional(),
  orders_min: amount.optional(),
  orders_max: amount.optional(),
  in_sop: z.uuid().optional(),
});

export type FanFilter = z.infer<typeof fanFilter>;

/** What a filter needs to know beyond its own text. */
export interface FilterContext {
  ability: Ability;
  staffId: string;
  /** Root fans whose phone or nick `q` is about; undefined: too many to name, or not asked for. */
  found: string[] | undefined;
  /** Whoever the segment and the condition of the filter hold for. */
  audiences: AliasableExpression<SqlBool>[];
  /** Only these fans, or all but these. */
  chosen?: { only: string[] } | { except: string[] };
}

type FanShop = ExpressionBuilder<DB, 'fan_shop'>;
type Condition = ExpressionWrapper<DB, 'fan_shop', SqlBool>;

/** Whether the filter leaves the rows of an index as they are, so that one plan is the best for all values. */
export function asksForAll(filter: FanFilter): boolean {
  return Object.entries(filter).every(([name, value]) => name === 'shop' || name === 'owner' || value === undefined);
}

/** The conditions of a filter on `fan_shop`. Throws a Problem (REQ400) for a field that the person does not see. */
export function fanConditions(eb: FanShop, filter: FanFilter, context: FilterContext): Condition[] {
  requireVisible(filter, context);
  return [
    eb('fan_shop.shop_id', '=', filter.shop),
    ...search(eb, filter, context),
    ...owner(eb, filter, context),
    ...times(eb, filter),
    ...amounts(eb, filter),
    ...memberships(eb, filter),
    ...context.audiences.map((audience) => eb.and([audience])),
    ...chosen(eb, context),
  ];
}

const fieldsBehind: Partial<Record<keyof FanFilter, string>> = {
  nick: 'nick',
  owner: 'owner_id',
  last_watch_after: 'last_watch_at',
  last_watch_before: 'last_watch_at',
  last_purchase_after: 'last_purchase_at',
  last_purchase_before: 'last_purchase_at',
  spend_min: 'spend',
  spend_max: 'spend',
  orders_min: 'orders',
  orders_max: 'orders',
};

function requireVisible(filter: FanFilter, { ability, found }: FilterContext): void {
  for (const [name, field] of Object.entries(fieldsBehind)) {
    if (filter[name as keyof FanFilter] !== undefined && !seesField(ability, 'fan', field)) throw unknownField(name);
  }
  if (filter.q !== undefined && found === undefined && !seesField(ability, 'fan', 'nick')) throw unknownField('q');
  if (filter.in_sop !== undefined && !mayAtAll(ability, 'read', 'sop')) throw unknownField('in_sop');
}

function search(eb: FanShop, { q, nick }: FanFilter, { found }: FilterContext): Condition[] {
  const named = nick === undefined ? [] : [eb('fan_shop.nick', '=', nick)];
  if (q === undefined) return named;
  if (found === undefined) return [...named, nickHas(eb, q)];
  return [...named, eb('fan_shop.fan_id', '=', eb.fn.any(eb.val(found)))];
}

/** Folding case costs four times the comparison, so it is done only for texts that have any. */
export function nickHas(eb: FanShop, text: string): Condition {
  return eb('fan_shop.nick', text.toLowerCase() === text.toUpperCase() ? 'like' : 'ilike', likePattern(text));
}

function chosen(eb: FanShop, { chosen }: FilterContext): Condition[] {
  if (!chosen) return [];
  const named = (ids: string[]) => eb('fan_shop.fan_id', '=', eb.fn.any(eb.val(ids)));
  return [eb.and(['only' in chosen ? named(chosen.only) : eb.not(named(chosen.except))])];
}

/** Whether the owner of a filter is named, not told by a word. */
export function isPerson(owner: string): boolean {
  return !['', 'mine', 'none'].includes(owner);
}

function owner(eb: FanShop, filter: FanFilter, { staffId }: FilterContext): Condition[] {
  if (filter.owner === undefined) return [];
  if (filter.owner === 'none') return [eb('fan_shop.owner_id', 'is', null)];
  return [eb('fan_shop.owner_id', '=', filter.owner === 'mine' ? staffId : filter.owner)];
}

function times(eb: FanShop, filter: FanFilter): Condition[] {
  return [
    ...(['last_watch', 'last_purchase'] as const).flatMap((name) => {
      const column = `fan_shop.${name}_at` as const;
      const after = filter[`${name}_after`];
      const before = filter[`${name}_before`];
      return [after && eb(column, '>=', new Date(after)), before && eb(column, '<', new Date(before))];
    }),
  ].filter((part) => part !== undefined && part !== '');
}

function amounts(eb: FanShop, filter: FanFilter): Condition[] {
  return [
    filter.spend_min !== undefined && eb('fan_shop.spend', '>=', filter.spend_min),
    filter.spend_max !== undefined && eb('fan_shop.spend', '<=', filter.spend_max),
    filter.orders_min !== undefined && eb('fan_shop.orders', '>=', filter.orders_min),
    filter.orders_max !== undefined && eb('fan_shop.orders', '<=', filter.orders_max),
  ].filter((part) => part !== false);
}

function memberships(eb: FanShop, { tag, in_sop }: FanFilter): Condition[] {
  const conditions = (tag ?? []).map((id) => {
    const tagged = eb
      .selectFrom('fan_tag')
      .select('fan_tag.fan_id')
      .where('fan_tag.tag_id', '=', id)
      .whereRef('fan_tag.fan_id', '=', 'fan_shop.fan_id');
    return eb.and([eb.exists(tagged)]);
  });
  if (in_sop !== undefined) {
    const enrolled = eb
      .selectFrom('enrolment')
      .select('enrolment.fan_id')
      .where('enrolment.sop_id', '=', in_sop)
      .where('enrolment.state', '=', 'active')
      .whereRef('enrolment.fan_id', '=', 'fan_shop.fan_id');
    conditions.push(eb.and([eb.exists(enrolled)]));
  }
  return conditions;
}
