import { sql } from 'kysely';
import { type Json, NEW_SCORES, type Properties } from '@fanloom/dsl/condition/facts.js';
import { subjectProperty } from '@fanloom/dsl/condition/subject.js';
import { instantAt } from '@fanloom/dsl/core/zone.js';
import type { Expression, FieldRef } from '@fanloom/dsl/ir/condition.js';
import type { TestEvent } from '@fanloom/dsl/ir/test-case.js';
import { NEW_FAN } from '@fanloom/dsl/simulate/fan-state.js';
import { fieldValue, propertyValue } from '@fanloom/dsl/simulate/json-value.js';
import { DAY_ZERO } from '@fanloom/dsl/simulate/run-test.js';
import { MERGE_FIELDS } from '@fanloom/dsl/vocabulary/merge-field.js';
import { type EngineKit, ZONE } from '../engine-kit.js';

const DAY_MINUTES = 1440;

/** A minute of a test on the shop's clock; milliseconds. */
export function instantOf(minute: number): number {
  const day = Math.floor(minute / DAY_MINUTES);
  return instantAt(DAY_ZERO + day, minute - day * DAY_MINUTES, ZONE);
}

/** What a test tells of an event that happens at `at`. */
export function propertiesOf({ type, subject, properties }: TestEvent, at: number): Properties {
  const values = Object.entries(properties).map(([name, value]) => {
    return [name, propertyValue(value, NEW_FAN, momentAt(at))] as const;
  });
  const about = subject === undefined ? [] : [[subjectProperty(type), subject] as const];
  return Object.fromEntries([...about, ...values]);
}

/** The value that a test gives a field at `at`. */
export function valueOf(field: FieldRef, value: Expression, at: number): Json {
  return fieldValue(field, value, NEW_FAN, momentAt(at));
}

function momentAt(now: number) {
  return { now, zone: ZONE, scores: NEW_SCORES, segments: {} };
}

/** A shop that has settled every link a text may name. */
export async function nameLinks(kit: EngineKit): Promise<void> {
  const links = (['live', 'survey', 'shop', 'coupon'] as const).flatMap((root) =>
    Object.keys(MERGE_FIELDS[root]).map((field) => [`${root}.${field}`, `https://${root}.example/`] as const),
  );
  await sql`update shop set links = ${JSON.stringify(Object.fromEntries(links))}::jsonb`.execute(kit.db);
}
