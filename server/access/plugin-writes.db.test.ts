import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abilityOf } from './ability.js';
import { ruleSchema } from './rules.js';
import { scopedDb } from './scoped-db.js';
import { byKey, columns, fanIds, keys, people, rootOf, shops } from './testing/small-world.js';
import { openTrials, type Trials } from './testing/trials.js';

let trials: Trials;

beforeAll(async () => {
  trials = await openTrials();
});

afterAll(() => trials.close());

const stored = () => trials.db.selectFrom('fan_shop').select(columns).execute();

describe('a write through the plugin changes what the rules of the roles say, and no more', () => {
  it('updates only what is granted, and nothing that would leave the grant', async () => {
    await trials.hold(async ({ scoped, rights, seen, world: { rows } }) => {
      const target = people[1] ?? '';
      const changed = await scoped
        .updateTable('fan_shop')
        .set({ owner_id: target, orders: 9 })
        .where('spend', '>', 1)
        .returning(['shop_id', 'fan_id', 'orders'])
        .execute();
      const wanted = rows.map((row) => {
        const moved = { ...row, owner_id: target, orders: 9 };
        const written = ['owner_id', 'orders'];
        const matches = seen.some((one) => byKey(one, row) === 0 && one.spend > 1);
        const stays = rights.may('update', 'fan', row, written) && rights.may('update', 'fan', moved, written, row);
        return matches && stays ? moved : row;
      });
      expect((await stored()).sort(byKey)).toEqual(wanted.sort(byKey));
      expect(changed).toHaveLength(wanted.filter((row) => row.orders === 9).length);
    });
  });

  it('writes a JSON field only where all its keys are shown', async () => {
    const { db } = trials;
    const before = await db.selectFrom('fan').select(['id', 'custom']).executeTakeFirstOrThrow();
    await trials.hold(async ({ scoped, rights, world: { rows } }) => {
      await scoped.updateTable('fan').set({ custom: '{"x":1}' }).execute();
      const after = await db.selectFrom('fan').select('id').where('custom', '=', '{"x":1}').execute();
      const all = ['custom', ...keys.map((key) => `custom.${key}`)];
      const writable = fanIds.filter((fan) =>
        rows.some((row) => row.fan_id === rootOf(fan) && rights.may('update', 'fan', row, all)),
      );
      expect(after.map((fan) => fan.id).sort()).toEqual(writable.sort());
      await db
        .updateTable('fan')
        .set({ custom: JSON.stringify(before.custom) })
        .execute();
    });
  });

  it('deletes', async () => {
    await trials.hold(async ({ scoped, rights, world: { rows } }) => {
      await scoped.deleteFrom('fan_shop').execute();
      const left = rows.filter((row) => !rights.may('delete', 'fan', row));
      expect((await stored()).sort(byKey)).toEqual(left.sort(byKey));
    });
  });

  it('inserts', async () => {
    const rules = [ruleSchema.parse({ subject: 'tag', actions: ['create', 'read'], rows: 'shop' })];
    const [mine = '', foreign = ''] = shops;
    const scoped = scopedDb(trials.db, abilityOf([{ staffId: people[0] ?? '', shopIds: [mine], teamIds: [], rules }]));
    const insert = (shop_id: string) =>
      scoped.insertInto('tag').values({ shop_id, name: 'new' }).returning('name').execute();
    expect(await insert(mine)).toEqual([{ name: 'new' }]);
    expect(await insert(foreign)).toEqual([]);
    expect(await trials.db.selectFrom('tag').select('shop_id').where('name', '=', 'new').execute()).toEqual([
      { shop_id: mine },
    ]);
  });
});
