import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { RowCondition } from '../access/ability.js';
import type { RowScope } from '../access/rows.js';
import type { Db } from '../db/database.js';

/** Whom a data scope reaches in a shop, in words: the first line of every view of an SOP. */
export async function scopeWords(db: Db, shopId: string, scope: RowScope): Promise<Bilingual> {
  const shop = await db.selectFrom('shop').select('name').where('id', '=', shopId).executeTakeFirstOrThrow();
  const here = scope.filter(({ shop_id }) => shop_id === undefined || shop_id.$in.includes(shopId));
  const whole = here.some((condition) => Object.keys(condition).every((key) => key === 'shop_id'));
  const parts = whole ? [ALL] : await Promise.all(here.map((condition) => partWords(db, condition)));
  const said = parts.length > 0 ? parts : [NOBODY];
  return {
    zh: `${shop.name} · ${[...new Set(said.map(({ zh }) => zh))].join('、')}`,
    en: `${shop.name} · ${[...new Set(said.map(({ en }) => en))].join(', ')}`,
  };
}

/** Whom a published version reaches: the data scope of its author as it was then. */
export async function versionScopeWords(db: Db, shopId: string, versionId: string): Promise<Bilingual> {
  const { scope } = await db
    .selectFrom('sop_version')
    .select((eb) => eb.ref('scope').$castTo<{ rows: RowScope }>().as('scope'))
    .where('id', '=', versionId)
    .executeTakeFirstOrThrow();
  return scopeWords(db, shopId, scope.rows);
}

const ALL: Bilingual = { zh: '全店粉丝', en: 'all fans of the shop' };
const NOBODY: Bilingual = { zh: '没有粉丝', en: 'no fans' };

async function partWords(db: Db, { owner_id, team_id, fan, $and }: RowCondition): Promise<Bilingual> {
  if (owner_id === null) return { zh: '还没有负责人的粉丝', en: 'fans whom nobody owns' };
  if (owner_id !== undefined) {
    const owner = await db.selectFrom('staff').select('name').where('id', '=', owner_id).executeTakeFirst();
    return { zh: `${owner?.name ?? '—'} 负责的粉丝`, en: `fans of ${owner?.name ?? '—'}` };
  }
  if (team_id && team_id.$in.length > 0) {
    const teams = await db.selectFrom('team').select('name').where('id', 'in', team_id.$in).orderBy('name').execute();
    const names = teams.map(({ name }) => name);
    return { zh: `${names.join('、')}组的粉丝`, en: `fans of the team ${names.join(', ')}` };
  }
  if (team_id) return NOBODY;
  if (fan || $and) return { zh: '符合其角色条件的粉丝', en: 'fans for whom the condition of the role holds' };
  return ALL;
}
