import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { cyclesChanged } from '../taste-job/learn-cycles.sql.js';

/** A product of a shop, and after how many days it is bought again; 0: never, null: as the shop's orders show. */
export interface ProductCycle {
  shop: string;
  product: string;
  days: number | null;
}

/** Sets it; the dates of the product's buyers follow. Throws a Problem (REQ404) for a foreign shop. */
export async function setProductCycle(db: Db, author: Author, { shop, product, days }: ProductCycle): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await requireInShop(tx, author.ability, 'update', 'shop', shop);
    const cycle = { shop_id: shop, product };
    if (days === null) {
      await tx
        .deleteFrom('product_cycle')
        .where((row) => row.and({ ...cycle, learned_days: null }))
        .execute();
      await tx
        .updateTable('product_cycle')
        .set({ set_days: null })
        .where((row) => row.and(cycle))
        .execute();
    } else {
      await tx
        .insertInto('product_cycle')
        .values({ ...cycle, set_days: days })
        .onConflict((same) => same.columns(['shop_id', 'product']).doUpdateSet({ set_days: days }))
        .execute();
    }
    await cyclesChanged(tx, shop, [product]);
    const entry = { action: 'shop.cycle', subject: 'shop', subjectId: shop, shopId: shop, detail: { product, days } };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}
