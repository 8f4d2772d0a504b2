import fc from 'fast-check';
import type { Db } from '../../db/database.js';
import type { Person, Place, Rights } from './rule-oracle.js';

/* A few fans in two shops with their orders, and a few tasks. Roles: `random-roles.ts`. */

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const shops = [id(1), id(2)];
export const teams = [id(11), id(12)];
export const people = [id(21), id(22), id(23)];
const tags = [id(31), id(32)];
const rootIds = Array.from({ length: 6 }, (_, n) => id(100 + n));
/** A second fragment of the first fan. */
const fragment = id(200);
export const fanIds = [...rootIds, fragment];
export const rootOf = (fan: string) => (fan === fragment ? id(100) : fan);

/** Texts that a careless compiler of SQL trips over; the last two look like others. */
export const nicks = [
  '王小明',
  `x' or 1=1 --`,
  '__proto__',
  'a.b',
  '"',
  '\\',
  '%',
  '$1',
  '?',
  'Wide',
  'Ｗide',
  'Wide\u200b',
];
/** Keys of `custom`. Every fan has all of them. */
export const keys = ['灯牌', "x' --", '__proto__', 'a.b', '"', '$1'];

export interface Row extends Place, Record<string, unknown> {
  fan_id: string;
  nick: string | null;
  spend: number;
  orders: number;
}

export const columns = ['shop_id', 'fan_id', 'owner_id', 'team_id', 'nick', 'spend', 'orders'] as const;

export interface TaskRow extends Place {
  title: string;
}

export interface World {
  /** Of each fan one in each shop, which has one order. */
  rows: Row[];
  tasks: TaskRow[];
}

export async function buildWorld(db: Db): Promise<void> {
  await db
    .insertInto('shop')
    .values(shops.map((shop, n) => ({ id: shop, name: `shop ${String(n)}` })))
    .execute();
  await db
    .insertInto('team')
    .values(teams.map((team) => ({ id: team, shop_id: shops[0] ?? '', name: team })))
    .execute();
  await db
    .insertInto('staff')
    .values(people.map((person) => ({ id: person, login: person, name: person })))
    .execute();
  await db
    .insertInto('tag')
    .values(tags.map((tag, n) => ({ id: tag, shop_id: shops[n] ?? '', name: 'tag' })))
    .execute();
  const custom = `{${keys.map((key) => `${JSON.stringify(key)}: 1`).join(',')}}`;
  await db
    .insertInto('fan')
    .values(fanIds.map((fan) => ({ id: fan, root_id: rootOf(fan), custom })))
    .execute();
  await db
    .insertInto('fan_tag')
    .values(
      fanIds.flatMap((fan_id) =>
        tags.map((tag_id, n) => ({ fan_id, tag_id, shop_id: shops[n] ?? '', source: 'test', added_at: new Date(0) })),
      ),
    )
    .execute();
  await db
    .insertInto('shop_order')
    .values(
      fanIds.flatMap((fan_id) =>
        shops.map((shop_id) => ({ fan_id, shop_id, platform: 'x', number: fan_id, paid: 7, ...unchanged })),
      ),
    )
    .execute();
}

const unchanged = { status: 'paid', status_at: new Date(0) };

/** Puts exactly these rows into the database. */
export async function store(db: Db, { rows, tasks }: World): Promise<void> {
  await db.deleteFrom('fan_shop').execute();
  await db.insertInto('fan_shop').values(rows).execute();
  await db.deleteFrom('task').execute();
  await db
    .insertInto('task')
    .values(
      tasks.map(({ owner_id, ...task }) => ({
        ...task,
        assignee_id: owner_id,
        assignee_role: 'staff',
        due_at: new Date(0),
        created_at: new Date(0),
      })),
    )
    .execute();
}

/** Gives a person exactly these roles. */
export async function employ(db: Db, { id: staff, active, team_id, roles }: Person<Row>): Promise<void> {
  await db.updateTable('staff').set({ active, team_id }).where('id', '=', staff).execute();
  await db.deleteFrom('staff_role').where('staff_id', '=', staff).execute();
  await db.deleteFrom('role').where('key', 'like', `${staff} %`).execute();
  for (const [n, { rules, shop_id, until }] of roles.entries()) {
    const role = {
      key: `${staff} ${String(n)}`,
      name_zh: '',
      name_en: '',
      rules: JSON.stringify(rules.map(({ rule }) => rule)),
    };
    const { id: role_id } = await db.insertInto('role').values(role).returning('id').executeTakeFirstOrThrow();
    await db.insertInto('staff_role').values({ staff_id: staff, role_id, shop_id, until }).execute();
  }
}

const place = { owner_id: fc.constantFrom(...people, null), team_id: fc.constantFrom(...teams, null) };

const rowOf = fc.record({
  ...place,
  nick: fc.constantFrom(...nicks, null),
  spend: fc.integer({ min: 0, max: 5 }),
  orders: fc.integer({ min: 0, max: 3 }),
});

const rows = fc
  .array(rowOf, { minLength: 12, maxLength: 12 })
  .map((drawn) =>
    drawn.map((row, n): Row => ({ ...row, shop_id: shops[n % 2] ?? '', fan_id: rootIds[Math.floor(n / 2)] ?? '' })),
  );

const tasks = fc
  .array(fc.record({ ...place, shop_id: fc.constantFrom(...shops) }), { minLength: 1, maxLength: 8 })
  .map((drawn) => drawn.map((task, n): TaskRow => ({ ...task, title: `task ${String(n)}` })));

export const worlds: fc.Arbitrary<World> = fc.record({ rows, tasks });

/** What is to be seen of a fan in a shop; undefined: nothing. */
export function shown(rights: Rights<Row>, row: Row): Row | undefined {
  if (!rights.may('read', 'fan', row)) return undefined;
  const see = (field: string, mask: (value: unknown) => unknown = () => null) => {
    if (rights.may('read', 'fan', row, [field])) return row[field];
    return rights.masks('fan', row, field) ? mask(row[field]) : null;
  };
  return {
    ...row,
    nick: see('nick', (nick) => (typeof nick === 'string' ? `${[...nick][0] ?? ''}**` : null)),
    spend: see('spend'),
    orders: see('orders'),
    owner_id: see('owner_id'),
    team_id: see('team_id'),
  } as Row;
}

/** Keys of `custom` that are to be seen of a fan who has these rows; null: nothing of it. */
export function keysShown(rights: Rights<Row>, ofFan: Row[]): string[] | null {
  const sees = (...fields: string[]) => ofFan.some((row) => rights.may('read', 'fan', row, ['custom', ...fields]));
  return sees() ? keys.filter((key) => sees(`custom.${key}`)) : null;
}

interface Keyed {
  shop_id: string;
  fan_id: string;
}

const keyOf = ({ shop_id, fan_id }: Keyed) => `${shop_id}${fan_id}`;
export const byKey = (a: Keyed, b: Keyed) => keyOf(a).localeCompare(keyOf(b));
