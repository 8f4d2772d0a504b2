import type { Author } from '../access/author.js';
import { scopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import type { CheckedText } from './checked-text.js';
import { createSop, nameIn, type Publishing, publishSop, saveDraft } from './sop.service.js';
import { NotPublishable } from './sop.problems.js';

interface Draft {
  id: string;
  name: string;
  text: string;
  revision: number;
}

export interface TextsPublished {
  published: { name: string; version: number }[];
  /** What waits for somebody else's approval. */
  requested: { name: string; approval: string }[];
  /** What still has errors or failing tests; kept as drafts. */
  refused: { name: string; text: string; checked: CheckedText }[];
}

/**
 * Publishes texts that may name each other: SOPs that start each other, coupons that one of them defines. All are
 * drafted first; what is refused is tried again as long as others go live. Each is live by itself once it is published.
 */
export async function publishTexts(
  db: Db,
  author: Author,
  shopId: string,
  texts: readonly string[],
): Promise<TextsPublished> {
  const published: TextsPublished['published'] = [];
  const requested: TextsPublished['requested'] = [];
  let open: Draft[] = [];
  for (const text of texts) open.push(await keepDraft(db, author, shopId, text));
  for (;;) {
    const refused: (Draft & { checked: CheckedText })[] = [];
    for (const draft of open) {
      const outcome = await tryToPublish(db, author, draft);
      if ('version' in outcome) published.push({ name: draft.name, ...outcome });
      else if ('approval' in outcome) requested.push({ name: draft.name, ...outcome });
      else refused.push({ ...draft, checked: outcome });
    }
    if (refused.length === 0 || refused.length === open.length) {
      return { published, requested, refused: refused.map(({ name, text, checked }) => ({ name, text, checked })) };
    }
    open = refused;
  }
}

async function keepDraft(db: Db, author: Author, shopId: string, text: string): Promise<Draft> {
  const name = nameIn(text);
  const known = await scopedDb(db, author.ability)
    .selectFrom('sop')
    .select(['id', 'draft', 'draft_revision as revision'])
    .where('shop_id', '=', shopId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (!known) return { ...(await createSop(db, author, shopId, text)), text };
  if (known.draft === text) return { id: known.id, revision: known.revision, name, text };
  const { revision } = await saveDraft(db, author, known.id, { text, revision: known.revision });
  return { id: known.id, revision, name, text };
}

async function tryToPublish(db: Db, author: Author, { id, revision }: Draft): Promise<Publishing | CheckedText> {
  try {
    return await publishSop(db, author, id, revision);
  } catch (error) {
    if (error instanceof NotPublishable) return error.checked;
    throw error;
  }
}
