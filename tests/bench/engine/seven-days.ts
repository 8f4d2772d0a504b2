import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import { ensurePackagedRoles } from '@fanloom/server/access/packaged-roles.js';
import { scopeOf } from '@fanloom/server/access/rows.js';
import { giveRole } from '@fanloom/server/account/setup.js';
import type { Db } from '@fanloom/server/db/database.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { publish } from '@fanloom/server/sop/publish.js';

/** In this order: the second starts the first for those who buy. */
const SOPS = ['首购粉复购引导', '新粉7日转化'];

/** A shop in which the SOP that all engine figures are about is live, and coupons do not run out. */
export async function openShop(db: Db): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await ensurePackagedRoles(tx);
    const shop = await tx
      .insertInto('shop')
      .values({ name: 'bench', links: JSON.stringify({ 'live.link': 'https://live.example/1', 'coupon.link': '/c/' }) })
      .returning('id')
      .executeTakeFirstOrThrow();
    const author = await tx
      .insertInto('staff')
      .values({ login: 'bench', name: 'bench' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await giveRole(tx, author.id, 'operator', shop.id);
    for (const name of SOPS) {
      const text = await readFile(join(projectRoot, 'dsl/templates', `${name}.sop`), 'utf8');
      const sop = await tx
        .insertInto('sop')
        .values({ shop_id: shop.id, name, draft: text })
        .returning('id')
        .executeTakeFirstOrThrow();
      await publish(tx, {
        sopId: sop.id,
        shopId: shop.id,
        text,
        program: programIn(text),
        authorId: author.id,
        scope: { rows: scopeOf(await abilityOfStaff(tx, author.id), 'read', 'fan') },
      });
    }
    await sql`update coupon set stock = 100000000`.execute(tx);
    return shop.id;
  });
}

function programIn(text: string): Program {
  const { file } = parse(text);
  const context = createContext([file], UNKNOWN_CATALOGUE);
  const programs = [...context.definitions.sops.values()].flatMap((node) => compile(node, context).program ?? []);
  const [program] = programs;
  if (!program) throw new Error('The template does not compile');
  return program;
}
