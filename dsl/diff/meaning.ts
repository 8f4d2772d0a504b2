import { canonicalJson } from '../compile/hash.js';
import type { Program, Step } from '../ir/program.js';

/** Steps that stand in the text; the others belong to one of them. */
export function writtenSteps({ steps }: Program): Step[] {
  return steps.filter(({ kind }) => kind !== 'receipt' && kind !== 'absent');
}

/** What a step does, whatever its place: two that are equal here do the same. */
export function meaningOf(step: Step): string {
  return canonical(withoutPlace(step));
}

/** Any part of a program, to be compared. */
export function canonical(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as Parameters<typeof canonicalJson>[0]);
}

/** Where a step stands in the text and in the list is not what it does. */
const PLACE = new Set(['key', 'range', 'next', 'met', 'unmet', 'otherwise']);

function withoutPlace(action: object): object {
  const kept = Object.entries(action).filter(([name]) => !PLACE.has(name));
  return Object.fromEntries(
    kept.map(([name, value]: [string, unknown]) => {
      if (name === 'undelivered') return [name, value !== null];
      return [name, name === 'arms' && Array.isArray(value) ? value.map((arm: object) => withoutPlace(arm)) : value];
    }),
  );
}
