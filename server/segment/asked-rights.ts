import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { FieldSubject } from '@fanloom/dsl/catalogue/custom-field.js';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { type Ability, mayAtAll } from '../access/ability.js';
import { covers, coversShop, rowsIn, type RowScope, scopeOf } from '../access/rows.js';
import { fieldsBehind } from '../condition/fields-behind.js';
import { isOwn, isOwnOfOrder } from '../condition/property.js';

type Segments = Readonly<Record<string, Condition>>;

/**
 * The fans of whom the person may know whether the condition holds: those for whom one rule shows all that it looks at.
 * A condition on more tells as much as reading it.
 *
 * @param alias of `fan_shop`
 * @returns null when these are none whatever the fan
 */
export function fansToAskAbout(
  ability: Ability,
  condition: Condition,
  segments: Segments,
  alias: string,
): RawBuilder<boolean> | null {
  const scopes = scopesToAsk(ability, condition, segments);
  if (scopes.some((scope) => scope.length === 0)) return null;
  return sql<boolean>`(${sql.join(
    scopes.map((scope) => rowsIn(scope, 'fan_shop', alias)),
    sql` and `,
  )})`;
}

/** Whether the person may know it of every fan of the shop: only then a figure over all of them is theirs to read. */
export function mayAskOfAll(ability: Ability, condition: Condition, segments: Segments, shopId: string): boolean {
  return scopesToAsk(ability, condition, segments).every((scope) => coversShop(scope, shopId));
}

/** Whether the person may know it of every fan whom they see: only then may it be kept as a tag that they see. */
export function mayAskOfAllShown(ability: Ability, condition: Condition, segments: Segments): boolean {
  const shown = scopeOf(ability, 'read', 'fan');
  return scopesToAsk(ability, condition, segments).every((scope) => covers(scope, shown));
}

function scopesToAsk(ability: Ability, condition: Condition, segments: Segments): RowScope[] {
  const { segments: named, ...found } = dependsOn(condition, segments);
  return scopesToSee(ability, { ...found, parts: [condition, ...[...named].map((name) => segments[name])] });
}

/** What is looked at of a fan, and the conditions in which events are. */
interface LookedAt {
  fields: ReadonlySet<string>;
  customFields: ReadonlySet<string>;
  tags: ReadonlySet<string>;
  parts: unknown;
}

/** Rows of which the person sees each thing that is looked at: it may be asked where all of these overlap. */
export function scopesToSee(ability: Ability, { fields, customFields, tags, parts: asked }: LookedAt): RowScope[] {
  const named = [...fields].filter((field) => field !== 'phone').flatMap(fieldsBehind);
  const custom = [...customFields].flatMap((name) => ownField(ability, 'fan', name));
  const scopes: RowScope[] = [scopeOf(ability, 'read', 'fan', [...new Set([...named, ...custom])])];
  // Its masked form says, too, that there is one, and more is never asked.
  if (fields.has('phone')) scopes.push(shownOrMasked(ability, 'phone'));
  const ordered = ownOfOrdersIn(asked).flatMap((name) => ownField(ability, 'order', name));
  if (ordered.length > 0) scopes.push(scopeOf(ability, 'read', 'order', [...new Set(ordered)]));
  const events = eventsIn(asked);
  if (events !== 'none') scopes.push(scopeOf(ability, 'read', 'event', events === 'content' ? ['properties'] : []));
  if (tags.size > 0 && !mayAtAll(ability, 'read', 'tag')) scopes.push([]);
  return scopes;
}

function shownOrMasked(ability: Ability, field: string): RowScope {
  return [...scopeOf(ability, 'read', 'fan', [field]), ...scopeOf(ability, 'mask', 'fan', [field])];
}

/** A field of the shop's own has a right of its own only where some rule names it. */
function ownField(ability: Ability, of: FieldSubject, name: string): string[] {
  const key = `custom.${name}`;
  const isNamed = ability.rules.some(({ subject, fields }) => subject === of && fields?.includes(key));
  return isNamed ? ['custom', key] : ['custom'];
}

/** The shop's own fields of orders that a condition looks at, in the events of orders. */
function ownOfOrdersIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const within = Object.values(part).flatMap(ownOfOrdersIn);
  const { data: match } = eventMatch.safeParse(part);
  const { data: asked } = propertyOfEvent.safeParse(part);
  const { data: entry } = propertyOfEntry.safeParse(part);
  const here = [
    ...(match?.filters.filter(({ property }) => isOwnOfOrder(match.type, property)) ?? []),
    ...(asked && isOwnOfOrder(asked.event.type, asked.property) ? [asked] : []),
    ...(entry && isOwn(entry.property) ? [entry] : []),
  ];
  return [...within, ...here.map(({ property }) => property)];
}

const eventMatch = z.object({ type: z.string(), filters: z.array(z.object({ property: z.string() })) });
/** The order that let the fan in is looked at, too. */
const propertyOfEntry = z.object({ kind: z.enum(['entry', 'same']), property: z.string() });
const propertyOfEvent = z.object({ event: z.object({ type: z.string() }), property: z.string() });

/** Whether something looks at events, and into what they say. */
function eventsIn(part: unknown): 'none' | 'happening' | 'content' {
  if (typeof part !== 'object' || part === null) return 'none';
  const within = Object.values(part).map(eventsIn);
  const isEntry = 'kind' in part && part.kind === 'entry';
  if (within.includes('content') || ('property' in part && ('event' in part || isEntry))) return 'content';
  if ('filters' in part) return Array.isArray(part.filters) && part.filters.length > 0 ? 'content' : 'happening';
  return within.includes('happening') ? 'happening' : 'none';
}
