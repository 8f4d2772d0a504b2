import type { Author } from '../access/author.js';
import { abilityOfStaff } from '../access/grants.js';
import { normalLogin } from '../account/session.service.js';
import { UserError } from '../config/user-error.js';
import { type Db, openDatabase } from '../db/database.js';
import { runningDatabase } from './running-database.js';

/** Where a command works, and in whose name. */
export interface ShopAccess {
  /** Name of the shop. */
  shop: string;
  /** Login of the person whose rights and data scope count. */
  as: string;
  /** Data folder of the running product, where DATABASE_URL is not set. */
  data: string;
}

/**
 * Works on the product's database for a shop, as that person.
 *
 * @throws UserError CLI005 without a database, SOPCLI003 for an unknown shop, SOPCLI004 for an unknown person
 */
export async function withShop<T>(
  { shop, as, data }: ShopAccess,
  work: (db: Db, author: Author, shopId: string) => Promise<T>,
): Promise<T> {
  const db = openDatabase(await runningDatabase(data, process.env), { name: 'fanloom-cli', connections: 2 });
  try {
    const author = await findAuthor(db, as);
    return await work(db, author, await findShop(db, shop));
  } finally {
    await db.destroy();
  }
}

async function findShop(db: Db, name: string): Promise<string> {
  const shop = await db.selectFrom('shop').select('id').where('name', '=', name.trim()).executeTakeFirst();
  if (shop) return shop.id;
  throw new UserError('SOPCLI003', {
    zh: `没有叫“${name}”的店铺。请检查 --shop 的店铺名。`,
    en: `There is no shop called “${name}”. Check the name after --shop.`,
  });
}

async function findAuthor(db: Db, login: string): Promise<Author> {
  const staff = await db
    .selectFrom('staff')
    .select('id')
    .where('login', '=', normalLogin(login))
    .where('active', '=', true)
    .executeTakeFirst();
  if (staff) return { staffId: staff.id, ability: await abilityOfStaff(db, staff.id) };
  throw new UserError('SOPCLI004', {
    zh: `没有登录名为“${login}”的在职员工。请检查 --as 的登录名。`,
    en: `There is no active person with the login “${login}”. Check the login after --as.`,
  });
}
