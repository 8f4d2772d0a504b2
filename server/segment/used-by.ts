import { openDocument } from '@fanloom/dsl/service/project.js';
import { type NamedKind, occurrencesIn } from '@fanloom/dsl/service/occurrence.js';
import { z } from '@hono/zod-openapi';
import type { Ability } from '../access/ability.js';
import { coversShop, scopeOf } from '../access/rows.js';
import type { Db, Tx } from '../db/database.js';

/** Something of a shop whose text names others. */
export const user = z.object({ kind: z.enum(['sop', 'segment', 'rule-tag', 'score']), id: z.uuid(), name: z.string() });
export type User = z.infer<typeof user>;

/** What decides on whether somebody is told of a user. */
const SUBJECTS = { sop: 'sop', segment: 'segment', 'rule-tag': 'tag', score: 'segment' } as const;

/** Those whose names the person sees in the shop. */
export function shownUsers(ability: Ability, shopId: string, users: readonly User[]): User[] {
  return users.filter(({ kind }) => coversShop(scopeOf(ability, 'read', SUBJECTS[kind], ['name']), shopId));
}

/** Who names a thing, by its kind and name. */
export type UsedBy = (kind: NamedKind, name: string) => User[];

/** Reads what the SOPs of a shop, drafted and live, its segments, its rule tags and its scores name. */
export async function readUsers(db: Db | Tx, shopId: string): Promise<UsedBy> {
  const [sops, segments, ruleTags, scores] = await Promise.all([
    db
      .selectFrom('sop')
      .leftJoin('sop_version', 'sop_version.id', 'sop.live_version')
      .select(['sop.id', 'sop.name', 'sop.draft', 'sop_version.text'])
      .where('sop.shop_id', '=', shopId)
      .orderBy('sop.name')
      .execute(),
    db.selectFrom('segment').select(['id', 'name', 'text']).where('shop_id', '=', shopId).orderBy('name').execute(),
    db
      .selectFrom('rule_tag')
      .innerJoin('tag', 'tag.id', 'rule_tag.tag_id')
      .select(['tag.id', 'tag.name', 'rule_tag.text'])
      .where('rule_tag.shop_id', '=', shopId)
      .orderBy('tag.name')
      .execute(),
    db.selectFrom('score').select(['id', 'name', 'text']).where('shop_id', '=', shopId).orderBy('name').execute(),
  ]);
  const named = [
    ...sops.map(({ id, name, draft, text }) => use({ kind: 'sop', id, name }, `${draft}\n${text ?? ''}`)),
    ...segments.map(({ id, name, text }) => use({ kind: 'segment', id, name }, `分群 "_" 当 ${text}`)),
    ...ruleTags.map(({ id, name, text }) => use({ kind: 'rule-tag', id, name }, `标签 "_" 当 ${text}`)),
    ...scores.map(({ id, name, text }) => use({ kind: 'score', id, name }, text)),
  ];
  return (kind, name) => named.filter(({ names }) => names.has(`${kind} ${name}`)).map(({ user }) => user);
}

function use(user: User, text: string): { user: User; names: Set<string> } {
  return { user, names: new Set(occurrencesIn(openDocument('', text)).map(({ kind, name }) => `${kind} ${name}`)) };
}
