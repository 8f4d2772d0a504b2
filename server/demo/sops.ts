import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';
import type { Db } from '../db/database.js';
import { createSop, publishSop, type Author } from '../sop/sop.service.js';
import { readTemplates } from '../sop/templates.js';

/** In this order: the second starts the first. */
const PUBLISHED = ['首购粉复购引导', '新粉7日转化', '领券未下单', '沉默召回'];

/** Publishes the templates from their texts, as their author would on the page. What is live already is left as it is. */
export async function publishTemplates(
  db: Db,
  author: Author,
  shopId: string,
  say: (line: Bilingual) => void,
): Promise<void> {
  const templates = await readTemplates();
  for (const name of PUBLISHED) {
    const known = await db
      .selectFrom('sop')
      .select(['id', 'draft_revision as revision', 'live_version'])
      .where('shop_id', '=', shopId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (known?.live_version) continue;
    const template = templates.find((one) => one.name === name);
    if (!template) throw noTemplate(name);
    const sop = known ?? (await createSop(db, author, shopId, template.text));
    await publishSop(db, author, sop.id, sop.revision);
    say({ zh: `发布流程“${name}”`, en: `Published the SOP ${name}` });
  }
}

function noTemplate(name: string): UserError {
  return new UserError('DEMO004', {
    zh: `缺少模板“${name}”。请使用完整的代码仓库。`,
    en: `The template ${name} is missing. Use the complete repository.`,
  });
}
