import type { Program } from '@fanloom/dsl/ir/program.js';
import { z } from 'zod';
import type { Ability } from '../access/ability.js';
import { overlap, type RowScope } from '../access/rows.js';
import { scopesToSee } from './asked-rights.js';

/**
 * The fans on whom somebody may let a program run: those of whom they see all that it decides by, or copies. Who enters,
 * and which way they go, tells as much as reading it.
 */
export function fansToRunOn(ability: Ability, program: Program): RowScope {
  const ofAbility = reached.get(ability) ?? new WeakMap<Program, RowScope>();
  reached.set(ability, ofAbility);
  const scope = ofAbility.get(program) ?? reach(ability, program);
  ofAbility.set(program, scope);
  return scope;
}

/** Neither changes, and the engine asks with every step that it takes. */
const reached = new WeakMap<Ability, WeakMap<Program, RowScope>>();

function reach(ability: Ability, program: Program): RowScope {
  const found: Names = { fields: new Set(), customFields: new Set(), tags: new Set() };
  const parts = withoutTexts(program);
  collect(parts, found);
  return scopesToSee(ability, { ...found, parts }).reduce(overlap);
}

/** A message tells a fan of themselves, and a task or a notice is written anew for each reader, by their rights. */
function withoutTexts(program: Program): unknown {
  const isText = (key: string) => key === 'text' || key === 'note';
  return JSON.parse(JSON.stringify(program, (key, value: unknown) => (isText(key) ? undefined : value)));
}

interface Names {
  fields: Set<string>;
  customFields: Set<string>;
  tags: Set<string>;
}

const field = z.object({ name: z.string(), custom: z.literal(true).optional() });
const namesField = z.object({ field }).transform((part) => [part.field]);
/** What another system is told of the fan. */
const tellsFields = z.object({ kind: z.literal('webhook'), fields: z.array(field) }).transform(({ fields }) => fields);
const carriesTag = z.object({ kind: z.literal('tag'), name: z.string() });

function collect(part: unknown, found: Names): void {
  if (typeof part !== 'object' || part === null) return;
  const { data: named = [] } = z.union([namesField, tellsFields]).safeParse(part);
  for (const { name, custom } of named) found[custom ? 'customFields' : 'fields'].add(name);
  const { data: tag } = carriesTag.safeParse(part);
  if (tag) found.tags.add(tag.name);
  // A tag that is kept true is looked at as any other: what it is kept by was its author's to ask.
  for (const [name, child] of Object.entries(part)) if (!(tag && name === 'rule')) collect(child, found);
}
