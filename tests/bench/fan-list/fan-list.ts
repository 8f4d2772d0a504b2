import type { Pool } from 'pg';
import { sql } from 'kysely';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import { type Db, openDatabase, openPool } from '@fanloom/server/db/database.js';
import type { BenchOrder } from '../bench-order.js';
import { copyShop } from '../data/shop-copy.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { median } from '../statistics.js';
import { type AppDoor, openDoor } from './app-door.js';
import { type FanListCase, listByHand } from './by-hand.js';

const PASSWORD = 'correct horse 42';
const WARM_UP = 5;
const ROUNDS = 40;

/** Fans of one person: usual, and far more than usual. */
const OWN = [2_000, 100_000];

const QUERIES: Omit<FanListCase, 'shop'>[] = [
  { sort: '-last_active_at' },
  { sort: '-spend' },
  { sort: '-last_purchase_at' },
  { sort: 'last_watch_at' },
  { sort: '-orders', filter: { spend_min: 50_000 } },
  { sort: '-last_active_at', filter: { orders_min: 2 } },
  { sort: '-spend', filter: { last_watch_after: '2026-10-01T00:00:00Z' } },
];

/** The first page of the fan list as staff, the whole answer in process, against the same statements by hand. */
export async function fanList(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const { database, shopId } = await copyShop(stage, size);
  const db = openDatabase(database.url, { connections: 4 });
  const pool = openPool(database.url, { connections: 4 });
  try {
    const staff = await addStaff(db, shopId, size);
    note(`${String(size)} fans are there`);
    const door = openDoor(db);
    const measured: Measured[] = [];
    for (const person of staff) {
      const session = await openSession(db, door, person.login);
      for (const query of QUERIES) {
        const one = await measure(door, pool, session, { ...query, shop: shopId });
        note(`${String(person.own)} own, ${nameOf(query)}: ${one.app.toFixed(1)} / ${one.byHand.toFixed(1)} ms`);
        measured.push(one);
      }
    }
    return [figureOf(measured)];
  } finally {
    await pool.end();
    await db.destroy();
    await database.drop();
  }
}

function figureOf(measured: Measured[]): Figure {
  const ratios = measured.map(({ app, byHand }) => app / byHand);
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return {
    name: 'fan_list.vs_sql',
    value: median(ratios),
    unit: 'x',
    baseline: `by hand ${median(measured.map(({ byHand }) => byHand)).toFixed(1)} ms`,
    detail: `${String(ratios.length)} lists, ${least.toFixed(2)} to ${most.toFixed(2)}`,
  };
}

/** Takes fans from everybody else, so that the new people have as many of their own as wanted. */
async function addStaff(db: Db, shopId: string, fans: number): Promise<{ login: string; own: number }[]> {
  const staff = [];
  let from = 0;
  for (const wanted of OWN) {
    const own = Math.min(wanted, Math.floor(fans / 4));
    const login = `own-${String(wanted)}`;
    const id = await db.transaction().execute(async (tx) => {
      const account = await createAccount(tx, { login, name: login, password: PASSWORD }, 'zh');
      await giveRole(tx, account, 'staff', shopId);
      return account;
    });
    await sql`
      update fan_shop set owner_id = ${id} from (
        select fan_id from fan_shop where shop_id = ${shopId} order by md5(fan_id::text) limit ${own} offset ${from}
      ) chosen where fan_shop.shop_id = ${shopId} and fan_shop.fan_id = chosen.fan_id`.execute(db);
    from += own;
    staff.push({ login, own });
  }
  await sql`vacuum analyze fan_shop`.execute(db);
  return staff;
}

interface Session {
  cookie: string;
  id: string;
}

async function openSession(db: Db, door: AppDoor, login: string): Promise<Session> {
  const cookie = await door.logIn(login, PASSWORD);
  const { id } = await db
    .selectFrom('session')
    .select('id')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return { cookie, id };
}

/** Medians, in milliseconds. */
interface Measured {
  app: number;
  byHand: number;
}

async function measure(door: AppDoor, pool: Pool, session: Session, one: FanListCase): Promise<Measured> {
  const path = `/v1/fans?shop=${one.shop}&${nameOf(one)}`;
  const viaApp = () => door.get(path, session.cookie);
  const byHand = () => listByHand(pool, session.id, one);
  expectSame(await viaApp(), await byHand());
  const times = { app: [] as number[], byHand: [] as number[] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [app, hand] = [await milliseconds(viaApp), await milliseconds(byHand)];
    if (round < 0) continue;
    times.app.push(app);
    times.byHand.push(hand);
  }
  return { app: median(times.app), byHand: median(times.byHand) };
}

/** `sort=-spend&orders_min=2` */
function nameOf({ sort, filter = {} }: Omit<FanListCase, 'shop'>): string {
  const texts = Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams([['sort', sort], ...texts]).toString();
}

interface ListBody {
  items: { fan_id: string }[];
  count: unknown;
}

/** The ratio means nothing unless both give the same fans. */
function expectSame(viaApp: string, byHand: string): void {
  const [app, hand] = [JSON.parse(viaApp) as ListBody, JSON.parse(byHand) as ListBody];
  const essence = ({ items, count }: ListBody) => JSON.stringify([items.map((fan) => fan.fan_id), count]);
  if (app.items.length === 0) throw new Error('The list is empty');
  if (essence(app) !== essence(hand)) throw new Error(`Not the same list:\n${essence(app)}\n${essence(hand)}`);
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
