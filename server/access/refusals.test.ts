import { createMongoAbility } from '@casl/ability';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Ability, RowCondition } from './ability.js';
import type { Rule } from './rules.js';
import { bound, database, other, shop } from './testing/compiling.js';

const own = database([{ subject: 'fan', rows: 'own', actions: ['read', 'create', 'update', 'delete'] }]);
const ofShop = database([{ subject: 'tag', rows: 'shop', actions: ['read', 'create', 'update'] }]);

describe('what is refused', () => {
  const closed = (name: 'session' | 'fan_key' | 'identity') => own.selectFrom(name).selectAll();
  it.each([
    ['closed table', () => closed('session').compile()],
    [
      'closed table in a subquery',
      () =>
        own
          .selectFrom('clock')
          .select((eb) => eb.exists(closed('fan_key')).as('x'))
          .compile(),
    ],
    [
      'raw select',
      () =>
        own
          .selectFrom('clock')
          .select(sql`(select 1 from fan)`.as('x'))
          .compile(),
    ],
    [
      'raw table',
      () =>
        own
          .selectFrom(sql<{ id: string }>`fan`.as('f'))
          .select('f.id')
          .compile(),
    ],
    [
      'raw order',
      () =>
        own
          .selectFrom('fan_shop')
          .select('spend')
          .orderBy(sql`spend`)
          .compile(),
    ],
    ['schema', () => own.withSchema('public').selectFrom('fan').selectAll().compile()],
    [
      'function that runs SQL',
      () =>
        own
          .selectFrom('clock')
          .select((eb) => eb.fn('query_to_xml', [eb.val('select 1')]).as('x'))
          .compile(),
    ],
    [
      'aggregate that runs SQL',
      () =>
        own
          .selectFrom('clock')
          .select((eb) => eb.fn.agg('query_to_xml', [eb.val('select 1')]).as('x'))
          .compile(),
    ],
    [
      'raw SQL behind a word that may stand',
      () =>
        own
          .selectFrom('clock')
          .select(sql`true${sql` and exists (select from fan)`}`.as('x'))
          .compile(),
    ],
    [
      'raw modifier',
      () =>
        own
          .selectFrom('clock')
          .modifyFront(sql`(select count(*) from fan),`)
          .select('speed')
          .compile(),
    ],
    [
      'column of a schema',
      () =>
        own
          .selectFrom('fan')
          .select('public.fan.nick' as 'nick')
          .compile(),
    ],
    ['table for a value', () => own.selectNoFrom((eb) => eb.cast(eb.table('fan' as never), 'text').as('x')).compile()],
    [
      'merge',
      () => own.mergeInto('fan_shop').using('fan', 'fan.id', 'fan_shop.fan_id').whenMatched().thenDelete().compile(),
    ],
    [
      'upsert',
      () =>
        ofShop
          .insertInto('tag')
          .values({ shop_id: shop, name: 'x' })
          .onConflict((c) => c.doNothing())
          .compile(),
    ],
    [
      'several rows',
      () =>
        ofShop
          .insertInto('tag')
          .values([
            { shop_id: shop, name: 'x' },
            { shop_id: shop, name: 'y' },
          ])
          .compile(),
    ],
    [
      'computed shop',
      () =>
        ofShop
          .insertInto('tag')
          .values((eb) => ({ shop_id: eb.fn.coalesce(eb.val(shop)), name: 'x' }))
          .compile(),
    ],
    ['write to an open table', () => own.updateTable('clock').set({ speed: 2 }).compile()],
    ['write of a key', () => own.updateTable('fan_shop').set({ fan_id: other }).compile()],
    ['write of a secret', () => own.updateTable('fan').set({ phone_encrypted: null }).compile()],
    [
      'copy of a secret',
      () =>
        own
          .updateTable('fan')
          .set((eb) => ({ nick: eb.cast<string>('phone_encrypted', 'text') }))
          .compile(),
    ],
    [
      'copy of a secret by a subquery',
      () =>
        own
          .updateTable('fan')
          .set((eb) => ({
            nick: eb.selectFrom('clock').select(eb.cast<string>('fan.phone_encrypted', 'text').as('x')),
          }))
          .compile(),
    ],
    [
      'copy of a whole row',
      () =>
        own
          .updateTable('fan')
          .set((eb) => ({ nick: eb.cast<string>(eb.ref('fan' as 'nick'), 'text') }))
          .compile(),
    ],
    ['write in a schema', () => own.withSchema('public').deleteFrom('fan').compile()],
    ['delete from two tables', () => own.deleteFrom(['fan', 'fan_shop']).compile()],
    ['update from', () => own.updateTable('fan_shop').from('fan').set({ spend: 1 }).compile()],
    ['delete using', () => own.deleteFrom('fan_shop').using('fan').compile()],
    [
      'raw end of a write',
      () =>
        own
          .deleteFrom('fan_shop')
          .modifyEnd(sql`limit 1`)
          .compile(),
    ],
    [
      'computed returning',
      () =>
        own
          .deleteFrom('fan_shop')
          .returning((eb) => eb.fn.coalesce('spend', eb.val(0)).as('x'))
          .compile(),
    ],
    ['schema change', () => own.schema.dropTable('fan').compile()],
  ])('%s', (_, query) => {
    expect(query).toThrow();
  });

  it('a kind of statement that is not known to be safe', () => {
    expect(() => own.schema.dropIndex('fan_root_id_idx').compile()).toThrow('is not allowed in a query of a request');
  });

  it('an expression with the name of a table, where a condition on fans decides', () => {
    const tree: Condition = { kind: 'tag', name: 'VIP' };
    const some = database([
      { subject: 'fan', rows: 'condition', condition: { text: '标签 VIP', tree } },
      { subject: 'tag', rows: 'shop' },
    ]);
    const named = (name: 'fan_tag' | 'mine') => () =>
      some
        .with('x', (db) => db.selectFrom('clock').select('speed'))
        .with(name, (db) => db.selectFrom('clock').select('speed'))
        .selectFrom('fan_shop')
        .select('spend')
        .compile();
    expect(named('fan_tag')).toThrow('has the name of a table');
    expect(named('mine')).not.toThrow();
  });

  it.each<[string, Partial<Rule> & Pick<Rule, 'subject' | 'rows'>, 'task' | 'tag']>([
    ['own rows of what has no owner', { subject: 'tag', rows: 'own' }, 'tag'],
    [
      'fans of whom a condition holds, where rows are of none',
      { subject: 'task', rows: 'condition', condition: { text: '', tree: { kind: 'all', of: [] } } },
      'task',
    ],
  ])('rows that cannot be told apart: %s', (_, rule, table) => {
    expect(() => database([rule]).selectFrom(table).selectAll().compile()).toThrow(/to tell rows apart by|told apart/);
  });

  it('rows that rules tell apart in a way nobody has translated', () => {
    const ability = createMongoAbility<Ability>([
      { action: 'read', subject: 'tag', fields: ['id'], conditions: { name: 'x' } as RowCondition },
    ]);
    expect(() => bound(ability).selectFrom('tag').select('id').compile()).toThrow('cannot be told apart by name');
  });

  it('a rule that forbids', () => {
    const rule = { action: 'read' as const, subject: 'tag' as const, fields: ['id'] };
    const ability = createMongoAbility<Ability>([rule, { ...rule, inverted: true }]);
    expect(() => bound(ability).selectFrom('tag').select('id').compile()).toThrow('Rules that forbid');
  });

  it.each(['__proto__', 'constructor', 'FAN', 'fan"', 'ｆan', 'pg_authid', ''])('a table called %j', (name) => {
    expect(() =>
      own
        .selectFrom(name as 'fan')
        .selectAll()
        .compile(),
    ).toThrow('no stated right');
  });

  it('a closed table by its name', () => {
    expect(() => closed('session').compile()).toThrow('The table session is closed');
  });

  it('a table nobody has registered', () => {
    const db = own.withTables<{ pg_authid: { rolname: string } }>();
    expect(() => db.selectFrom('pg_authid').selectAll().compile()).toThrow('no stated right');
  });
});
