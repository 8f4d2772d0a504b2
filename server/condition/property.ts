import { propertyType } from '@fanloom/dsl/vocabulary/property.js';
import { sql } from 'kysely';
import type { Scope, Sql } from './context.js';

/** An event as a query sees it: text and jsonb. */
export interface EventColumns {
  type: Sql;
  properties: Sql;
}

export function columnsOf(event: Sql): EventColumns {
  return { type: sql`${event}.type`, properties: sql`${event}.properties` };
}

/** Whether events of this type are about an order, which says in the shop's own fields what they do not say. */
export function isOwnOfOrder(type: string, property: string): boolean {
  return type.startsWith('order.') && isOwn(property);
}

/** Whether this is none of the language's own properties. */
export function isOwn(property: string): boolean {
  return propertyType(property) === null;
}

/** What an event of this type says, as jsonb. */
export function propertyOf(properties: Sql, type: string, name: string, scope: Scope): Sql {
  const said = sql`(${properties} -> ${name}::text)`;
  return isOwnOfOrder(type, name) ? sql`coalesce(${said}, ${ownOfOrder(properties, name, scope)})` : said;
}

type Entry = NonNullable<Scope['entry']>;

/** What the entering event says, or the order that it is about; as jsonb. */
export function propertyOfEntry({ properties }: Entry, name: string, scope: Scope): Sql {
  const said = sql`(${properties} -> ${name}::text)`;
  return isOwn(name) ? sql`coalesce(${said}, ${ownOfOrder(properties, name, scope)})` : said;
}

function ownOfOrder(properties: Sql, name: string, scope: Scope): Sql {
  const [shop, order] = [scope.alias(), scope.alias()];
  return sql`(select ${order}.custom -> ${name}::text
    from shop ${shop} join shop_order ${order} on ${order}.platform = ${shop}.platform and ${order}.shop_id = ${shop}.id
    where ${shop}.id = ${scope.shop} and ${order}.number = ${properties} ->> 'order')`;
}
