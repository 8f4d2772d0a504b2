import type { Program } from '@fanloom/dsl/ir/program.js';
import { z } from 'zod';
import type { Ability } from '../access/ability.js';
import { overlap, type RowScope } from '../access/rows.js';
import { scopesToSee } from './asked-rights.js';

/**
 * The fans on whom somebody may let a program run: those of whom they see all that it decides by or tells their
 * colleagues. Who enters, and which way they go, tells as much as reading it.
 */
export function fansToRunOn(ability: Ability, program: Program): RowScope {
  const found: Names = { fields: new Set(), customFields: new Set(), tags: new Set() };
  const parts = withoutSent(program);
  collect(parts, found);
  return scopesToSee(ability, { ...found, parts }).reduce(overlap);
}

/** What is sent to a fan is about themselves, and is shown to others by the rights for messages. */
function withoutSent({ steps, ...program }: Program): unknown {
  return { ...program, steps: steps.filter(({ kind }) => kind !== 'send' && kind !== 'webhook') };
}

const custom = z.literal(true).optional();
const fieldRef = z.object({ field: z.object({ name: z.string(), custom }) }).transform(({ field }) => field);
/** A score of the shop's own has a name, too, and comes from events. */
const mergeField = z
  .object({ root: z.literal('fan'), field: z.string(), custom, score: z.undefined().optional() })
  .transform(({ field, custom }) => ({ name: field, custom }));
const nameOfField = z.union([fieldRef, mergeField]);
const carriedTag = z.object({ kind: z.literal('tag'), name: z.string() });

interface Names {
  fields: Set<string>;
  customFields: Set<string>;
  tags: Set<string>;
}

function collect(part: unknown, found: Names): void {
  if (typeof part !== 'object' || part === null) return;
  const { data: field } = nameOfField.safeParse(part);
  if (field) found[field.custom ? 'customFields' : 'fields'].add(field.name);
  const { data: tag } = carriedTag.safeParse(part);
  if (tag) found.tags.add(tag.name);
  // A tag that is kept true is looked at as any other: what it is kept by was its author's to ask.
  for (const [name, child] of Object.entries(part)) if (!(tag && name === 'rule')) collect(child, found);
}
