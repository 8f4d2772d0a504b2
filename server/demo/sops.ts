import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { Author } from '../access/author.js';
import { UserError } from '../config/user-error.js';
import type { Db } from '../db/database.js';
import { createSop, publishSop } from '../sop/sop.service.js';
import { readTemplates } from '../sop/templates.js';

/** In this order: the second starts the first. */
const PUBLISHED = ['首购粉复购引导', '新粉7日转化', '领券未下单', '沉默召回'];

/**
 * Publishes the templates from their texts, as their author would on the page. All are drafted first, since they name
 * each other's tags. What is live already is left as it is.
 */
export async function publishTemplates(
  db: Db,
  author: Author,
  shopId: string,
  say: (line: Bilingual) => void,
): Promise<void> {
  const templates = new Map((await readTemplates()).map(({ name, text }) => [name, text]));
  for (const name of PUBLISHED) {
    const text = templates.get(name);
    if (text === undefined) throw noTemplate(name);
    if (!(await findSop(db, shopId, name))) await createSop(db, author, shopId, text);
  }
  for (const name of PUBLISHED) {
    const sop = await findSop(db, shopId, name);
    if (!sop || sop.live_version !== null) continue;
    await publishSop(db, author, sop.id, sop.draft_revision);
    say({ zh: `发布流程“${name}”`, en: `Published the SOP ${name}` });
  }
}

function findSop(db: Db, shopId: string, name: string) {
  return db
    .selectFrom('sop')
    .select(['id', 'draft_revision', 'live_version'])
    .where('shop_id', '=', shopId)
    .where('name', '=', name)
    .executeTakeFirst();
}

function noTemplate(name: string): UserError {
  return new UserError('DEMO004', {
    zh: `缺少模板“${name}”。请使用完整的代码仓库。`,
    en: `The template ${name} is missing. Use the complete repository.`,
  });
}
