import { FIELD_TYPES } from '@fanloom/dsl/catalogue/custom-field.js';
import type { Db } from '../db/database.js';
import type { FieldTerms } from '../field/field-value.js';
import { readPeople } from '../person/people.sql.js';

/** A field of the shop's own that a column stands for: of the fan, or of the order that the row tells of. */
export type OwnTarget = `custom:${string}` | `order_custom:${string}`;

export type OwnFields = ReadonlyMap<OwnTarget, FieldTerms>;

const TARGET = /^(?:order_)?custom:(.+)$/su;

export function isOwnTarget(text: string): text is OwnTarget {
  return TARGET.test(text);
}

/** Whether it is of the order, not of the fan. */
export function isOfOrder(target: OwnTarget): boolean {
  return target.startsWith('order_');
}

/** Name of the field, by which its values are kept. */
export function ownName(target: OwnTarget): string {
  return TARGET.exec(target)?.[1] ?? '';
}

/** The fields that the shop has added. */
export async function readOwnFields(db: Db, shopId: string): Promise<OwnFields> {
  const rows = await db
    .selectFrom('custom_field')
    .select(['subject', 'name', 'type', 'choices'])
    .where('shop_id', '=', shopId)
    .execute();
  const people = rows.some(({ type }) => type === 'person') ? await readPeople(db, shopId) : undefined;
  return new Map(
    rows.flatMap(({ subject, name, type, choices }): [OwnTarget, FieldTerms][] => {
      const known = FIELD_TYPES.find((one) => one === type);
      const target: OwnTarget = subject === 'order' ? `order_custom:${name}` : `custom:${name}`;
      return known ? [[target, { type: known, choices, ...(known === 'person' && { people }) }]] : [];
    }),
  );
}
