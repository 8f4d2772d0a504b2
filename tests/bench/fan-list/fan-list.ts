import { sql } from 'kysely';
import { createAccount, giveRole } from '@fanloom/server/account/setup.js';
import { type Db, openDatabase, openPool } from '@fanloom/server/db/database.js';
import type { BenchOrder } from '../bench-order.js';
import { fillShop } from '../data/fill-shop.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { median } from '../statistics.js';
import { openDoor } from './app-door.js';
import { type FanListCase, listByHand } from './by-hand.js';

const ENDS_AT = new Date('2026-11-23T10:00:00+08:00');
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
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: 4 });
  const pool = openPool(database.url, { connections: 4 });
  try {
    const { shopId } = await fillShop(db, { fans: size, orders: size, events: size, endsAt: ENDS_AT });
    note(`${String(size)} fans are there`);
    const staff = await addStaff(db, shopId, size);
    const call = openDoor(db);
    const ratios: number[] = [];
    const byHandMs: number[] = [];
    const lines: string[] = [];
    for (const { login, own } of staff) {
      const cookie = await call.logIn(login, PASSWORD);
      const sessionId = await newestSession(db);
      for (const query of QUERIES) {
        const one = { ...query, shop: shopId };
        const asked = new URLSearchParams({ shop: shopId, sort: query.sort, ...textsOf(query.filter) });
        const viaApp = () => call.get(`/v1/fans?${asked.toString()}`, cookie);
        const byHand = () => listByHand(pool, sessionId, one);
        expectSame(await viaApp(), await byHand());
        const { appMs, handMs } = await inTurn(viaApp, byHand);
        ratios.push(median(appMs) / median(handMs));
        byHandMs.push(median(handMs));
        lines.push(
          `${String(own)} own, ${asked.toString().slice(asked.toString().indexOf('sort'))}: ${median(appMs).toFixed(1)} / ${median(handMs).toFixed(1)} ms`,
        );
      }
    }
    for (const line of lines) note(line);
    return [
      {
        name: 'fan_list.vs_sql',
        value: median(ratios),
        unit: 'x',
        baseline: `by hand ${median(byHandMs).toFixed(1)} ms`,
        detail: `${String(ratios.length)} lists, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
      },
    ];
  } finally {
    await pool.end();
    await db.destroy();
  }
}

function textsOf(filter: FanListCase['filter']): Record<string, string> {
  return Object.fromEntries(Object.entries(filter ?? {}).map(([name, value]) => [name, String(value)]));
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

async function newestSession(db: Db): Promise<string> {
  const { id } = await db
    .selectFrom('session')
    .select('id')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return id;
}

/** The ratio means nothing unless both give the same fans. */
function expectSame(viaApp: string, byHand: string): void {
  const fansIn = (text: string) => (JSON.parse(text) as { items: { fan_id: string }[] }).items.map((fan) => fan.fan_id);
  const countIn = (text: string) => (JSON.parse(text) as { count: unknown }).count;
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  if (fansIn(viaApp).length === 0) throw new Error('The list is empty');
  if (!same(fansIn(viaApp), fansIn(byHand)) || !same(countIn(viaApp), countIn(byHand))) {
    throw new Error(`Not the same list:\n${viaApp.slice(0, 500)}\n${byHand.slice(0, 500)}`);
  }
}

async function inTurn(
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<{ appMs: number[]; handMs: number[] }> {
  const times = { appMs: [] as number[], handMs: [] as number[] };
  const timed = async (work: () => Promise<unknown>) => {
    const since = performance.now();
    await work();
    return performance.now() - since;
  };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [appMs, handMs] = [await timed(a), await timed(b)];
    if (round < 0) continue;
    times.appMs.push(appMs);
    times.handMs.push(handMs);
  }
  return times;
}
