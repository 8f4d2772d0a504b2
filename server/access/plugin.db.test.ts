import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { type Ability, abilityOf, sharedView } from './ability.js';
import { ruleSchema } from './rules.js';
import { scopedDb } from './scoped-db.js';
import {
  buildWorld,
  byKey,
  can,
  columns,
  fanIds,
  keysShown,
  nicks,
  people,
  roles,
  rootOf,
  type Row,
  shops,
  shown,
  store,
  worlds,
} from './testing/small-world.js';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await buildWorld(db);
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Abilities of a person with some roles, and of one who looks over the shoulder of another. */
const abilities: fc.Arbitrary<Ability> = fc.oneof(
  { weight: 3, arbitrary: roles.map(abilityOf) },
  { weight: 1, arbitrary: fc.tuple(roles, roles).map(([one, other]) => sharedView(one, other)) },
);

/** Runs the check with random rows and roles on the real database. */
async function holds(check: (rows: Row[], ability: Ability, seen: Row[]) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(worlds, abilities, async (rows, ability) => {
      await store(db, rows);
      await check(rows, ability, rows.flatMap((row) => shown(ability, row) ?? []).sort(byKey));
    }),
    { numRuns: 120 },
  );
}

const orders = (rows: { orders: number | null }[]) => rows.map((row) => row.orders).sort();

describe('a query through the plugin sees what the ability allows, and no more', () => {
  it('rows and fields', async () => {
    await holds(async (_, ability, seen) => {
      const found = await scopedDb(db, ability).selectFrom('fan_shop').select(columns).execute();
      expect(found.sort(byKey)).toEqual(seen);
    });
  });

  it('filters, sorts, counts and sums', async () => {
    await holds(async (_, ability, seen) => {
      const scoped = scopedDb(db, ability);
      const filtered = await scoped.selectFrom('fan_shop').select(columns).where('spend', '>', 2).execute();
      expect(filtered.sort(byKey)).toEqual(seen.filter((row) => row.spend > 2));
      const named = await scoped.selectFrom('fan_shop').select(columns).where('nick', 'in', nicks).execute();
      expect(named.sort(byKey)).toEqual(seen.filter((row) => row.nick !== null && nicks.includes(row.nick)));
      const sorted = await scoped.selectFrom('fan_shop').select('spend').orderBy('spend').orderBy('fan_id').execute();
      expect(sorted.map((row) => row.spend)).toEqual(
        seen.map((row) => row.spend as number | null).sort((a, b) => (a ?? Infinity) - (b ?? Infinity)),
      );
      const totals = await scoped
        .selectFrom('fan_shop')
        .select((eb) => [
          eb.fn.countAll<number>().as('n'),
          eb.fn.max('spend').as('most'),
          eb.fn.count('nick').as('named'),
        ])
        .executeTakeFirstOrThrow();
      expect(totals).toEqual({
        n: seen.length,
        most: seen.reduce<number | null>(
          (most, row) => ((row.spend as number | null) === null ? most : Math.max(most ?? 0, row.spend)),
          null,
        ),
        named: seen.filter((row) => row.nick !== null).length,
      });
    });
  });

  it('joins, subqueries, set operations and groups', async () => {
    await holds(async (_, ability, seen) => {
      const scoped = scopedDb(db, ability);
      const joined = await scoped
        .selectFrom('fan_shop as a')
        .innerJoin('fan_shop as b', (join) =>
          join.onRef('b.fan_id', '=', 'a.fan_id').onRef('b.shop_id', '<>', 'a.shop_id'),
        )
        .select(['a.shop_id', 'a.fan_id', 'b.orders'])
        .execute();
      const pairs = seen.flatMap((a) =>
        seen.filter((b) => b.fan_id === a.fan_id && b.shop_id !== a.shop_id).map((b) => ({ ...b, shop_id: a.shop_id })),
      );
      expect(orders(joined)).toEqual(orders(pairs));

      const spent = seen.filter((row) => row.spend > 2);
      const inside = await scoped
        .selectFrom('fan')
        .select('fan.id')
        .where('fan.id', 'in', (eb) => eb.selectFrom('fan_shop').select('fan_id').where('spend', '>', 2))
        .execute();
      expect(inside.map((fan) => fan.id).sort()).toEqual([...new Set(spent.map((row) => row.fan_id))].sort());

      const either = await scoped
        .selectFrom('fan_shop')
        .select('orders')
        .where('spend', '>', 2)
        .unionAll(scoped.selectFrom('fan_shop').select('orders').where('nick', 'is not', null))
        .execute();
      expect(orders(either)).toEqual(orders([...spent, ...seen.filter((row) => row.nick !== null)]));

      const groups = await scoped
        .with('spent', (queries) => queries.selectFrom('fan_shop').select(['nick', 'spend']).where('spend', '>', 2))
        .selectFrom('spent')
        .select((eb) => ['nick', eb.fn.countAll<number>().as('n')])
        .groupBy('nick')
        .execute();
      const counted = new Map(groups.map((group) => [group.nick, group.n]));
      for (const row of spent) {
        expect(counted.get(row.nick)).toBe(spent.filter(({ nick }) => nick === row.nick).length);
      }
      expect(counted.size).toBe(new Set(spent.map((row) => row.nick)).size);
    });
  });

  it('single keys of a JSON field, and filters on them', async () => {
    await holds(async (rows, ability) => {
      const scoped = scopedDb(db, ability);
      const found = await scoped.selectFrom('fan').select(['id', 'custom']).execute();
      for (const fan of found) {
        const keys = keysShown(
          ability,
          rows.filter((row) => row.fan_id === rootOf(fan.id)),
        );
        expect(fan.custom === null ? null : Object.keys(fan.custom).sort()).toEqual(keys?.sort() ?? null);
      }
      const withKey = await scoped
        .selectFrom('fan')
        .select('id')
        .where((eb) => eb(eb.ref('custom', '->').key('灯牌' as never), 'is not', null))
        .execute();
      const seeing = found.filter((fan) => Object.hasOwn((fan.custom ?? {}) as object, '灯牌'));
      expect(withKey.map((fan) => fan.id).sort()).toEqual(seeing.map((fan) => fan.id).sort());
    });
  });

  it('tables that belong to a fan, fragments included', async () => {
    await holds(async (_, ability, seen) => {
      const scoped = scopedDb(db, ability);
      const tagged = await scoped.selectFrom('fan_tag').select(['fan_id', 'shop_id']).execute();
      const expected = fanIds.flatMap((fan_id) =>
        seen.filter((row) => row.fan_id === rootOf(fan_id)).map(({ shop_id }) => ({ fan_id, shop_id })),
      );
      expect(tagged.sort(byKey)).toEqual(expected.sort(byKey));
      const fans = await scoped.selectFrom('fan').select('id').execute();
      const known = fanIds.filter((fan) => seen.some((row) => row.fan_id === rootOf(fan)));
      expect(fans.map((fan) => fan.id).sort()).toEqual(known.sort());
    });
  });

  it('updates: only what is granted, and nothing that would leave the grant', async () => {
    await holds(async (rows, ability, seen) => {
      const target = people[1] ?? '';
      const changed = await scopedDb(db, ability)
        .updateTable('fan_shop')
        .set({ owner_id: target, orders: 9 })
        .where('spend', '>', 1)
        .returning(['shop_id', 'fan_id', 'orders'])
        .execute();
      const after = await db.selectFrom('fan_shop').select(columns).execute();
      const written = ['owner_id', 'orders'];
      const wanted = rows.map((row) => {
        const moved = { ...row, owner_id: target, orders: 9 };
        const matches = seen.some((s) => s.shop_id === row.shop_id && s.fan_id === row.fan_id && s.spend > 1);
        const stays = can(ability, 'update', row, written) && can(ability, 'update', moved, written, row);
        return matches && stays ? moved : row;
      });
      expect(after.sort(byKey)).toEqual(wanted.sort(byKey));
      expect(changed).toHaveLength(wanted.filter((row) => row.orders === 9).length);
    });
  });

  it('writes a JSON field only where all its keys are shown', async () => {
    await holds(async (rows, ability) => {
      await scopedDb(db, ability).updateTable('fan').set({ custom: '{"x":1}' }).execute();
      const after = await db.selectFrom('fan').select('id').where('custom', '=', '{"x":1}').execute();
      const named = ability.rules.flatMap((rule) => rule.fields ?? []).filter((field) => field.startsWith('custom.'));
      const writable = fanIds.filter((fan) =>
        rows.some((row) => row.fan_id === rootOf(fan) && can(ability, 'update', row, ['custom', ...named])),
      );
      expect(after.map((fan) => fan.id).sort()).toEqual(writable.sort());
      await db.deleteFrom('fan_tag').execute();
      await db.deleteFrom('fan').execute();
      await db.deleteFrom('tag').execute();
      await db.deleteFrom('shop').execute();
      await buildWorld(db);
    });
  });

  it('deletes', async () => {
    await holds(async (rows, ability) => {
      await scopedDb(db, ability).deleteFrom('fan_shop').execute();
      const left = await db.selectFrom('fan_shop').select(columns).execute();
      expect(left.sort(byKey)).toEqual(rows.filter((row) => !can(ability, 'delete', row)).sort(byKey));
    });
  });

  it('inserts', async () => {
    const scoped = scopedDb(
      db,
      abilityOf([
        {
          staffId: people[0] ?? '',
          shopIds: [shops[0] ?? ''],
          teamIds: [],
          rules: [ruleSchema.parse({ subject: 'tag', actions: ['create', 'read'], rows: 'shop' })],
        },
      ]),
    );
    const insert = (shop: string | undefined) =>
      scoped
        .insertInto('tag')
        .values({ shop_id: shop ?? '', name: 'new' })
        .returning('name')
        .execute();
    expect(await insert(shops[0])).toEqual([{ name: 'new' }]);
    expect(await insert(shops[1])).toEqual([]);
    expect(await db.selectFrom('tag').select('shop_id').where('name', '=', 'new').execute()).toEqual([
      { shop_id: shops[0] },
    ]);
  });
});
