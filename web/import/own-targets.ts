import type { listFields } from '../field/field.api.js';
import type { ImportKind, Target } from './import.api.js';

type OwnField = Awaited<ReturnType<typeof listFields>>['items'][number];
type Subject = OwnField['subject'];

/** Of whom or what a file of each kind may fill in the shop's own fields. */
export const subjectsOf = {
  orders: ['fan', 'order'],
  refunds: [],
  items: [],
  live: ['fan'],
  followers: ['fan'],
  events: ['fan'],
} as const satisfies Record<ImportKind, readonly Subject[]>;

export function ownTarget(subject: Subject, name: string): Target {
  return subject === 'order' ? `order_custom:${name}` : `custom:${name}`;
}

/** The shop's own fields that a column of such a file may stand for. */
export function ownTargets(kind: ImportKind, fields: readonly OwnField[]): { target: Target; name: string }[] {
  const subjects: readonly Subject[] = subjectsOf[kind];
  return fields
    .filter(({ subject }) => subjects.includes(subject))
    .map(({ subject, name }) => ({ target: ownTarget(subject, name), name }));
}
