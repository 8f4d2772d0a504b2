import { createMongoAbility, subject } from '@casl/ability';
import { evaluate } from '@fanloom/dsl/condition/evaluate.js';
import { NEW_SCORES } from '@fanloom/dsl/condition/facts.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import fc from 'fast-check';
import type { Db } from '../../db/database.js';
import type { Ability, AbilityAction, Grant, RowCondition } from '../ability.js';
import { rowSets, ruleSchema } from '../rules.js';

/*
 * A few fans in two shops, random roles, and what each role shows of each row, worked out in memory. `ability.can` decides
 * for own, team, pool and shop; the language's evaluator for rows by condition.
 */

export const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const shops = [id(1), id(2)];
const teams = [id(11), id(12)];
export const people = [id(21), id(22), id(23)];
const tags = [id(31), id(32)];
const rootIds = Array.from({ length: 6 }, (_, n) => id(100 + n));
/** A second fragment of the first fan. */
const fragment = id(200);
export const fanIds = [...rootIds, fragment];
export const rootOf = (fan: string) => (fan === fragment ? id(100) : fan);
export const nicks = ['王小明', `x' or 1=1 --`, '__proto__', 'a.b', '"', 'Ｗide'];
/** Keys of `custom`, hostile ones among them. Every fan has all of them. */
const keys = ['灯牌', "x' --", '__proto__', 'a.b'];

export interface Row extends Record<string, unknown> {
  shop_id: string;
  fan_id: string;
  owner_id: string | null;
  team_id: string | null;
  nick: string | null;
  spend: number;
  orders: number;
}

export const columns = ['shop_id', 'fan_id', 'owner_id', 'team_id', 'nick', 'spend', 'orders'] as const;

export async function buildWorld(db: Db): Promise<void> {
  await db
    .insertInto('shop')
    .values(shops.map((shop, n) => ({ id: shop, name: `shop ${String(n)}` })))
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
}

/** Puts exactly these rows into the database. */
export async function store(db: Db, rows: Row[]): Promise<void> {
  await db.deleteFrom('fan_shop').execute();
  await db.insertInto('fan_shop').values(rows).execute();
  await db.deleteFrom('fan_tag').execute();
  await db
    .insertInto('fan_tag')
    .values(
      fanIds.flatMap((fan_id) =>
        tags.map((tag_id, n) => ({ fan_id, tag_id, shop_id: shops[n] ?? '', source: 'test', added_at: new Date(0) })),
      ),
    )
    .execute();
}

const rowOf = fc.record({
  owner_id: fc.constantFrom(...people, null),
  team_id: fc.constantFrom(...teams, null),
  nick: fc.constantFrom(...nicks, null),
  spend: fc.integer({ min: 0, max: 5 }),
  orders: fc.integer({ min: 0, max: 3 }),
});

/** A row in each shop for each fan. */
export const worlds = fc
  .array(rowOf, { minLength: 12, maxLength: 12 })
  .map((rows) =>
    rows.map((row, n): Row => ({ ...row, shop_id: shops[n % 2] ?? '', fan_id: rootIds[Math.floor(n / 2)] ?? '' })),
  );

const leaf: fc.Arbitrary<Condition> = fc
  .record({ name: fc.constantFrom('spend', 'orders'), op: fc.constantFrom('>', '<=', '='), value: fc.nat(4) })
  .map(({ name, op, value }) => ({
    kind: 'compare',
    left: { kind: 'field', field: { name } },
    op: op as '>',
    right: name === 'spend' ? { kind: 'money', fen: value } : { kind: 'number', value },
  }));

const condition: fc.Arbitrary<Condition> = fc.oneof(
  leaf,
  leaf.map((of): Condition => ({ kind: 'not', of })),
  fc.array(leaf, { maxLength: 2 }).map((of): Condition => ({ kind: 'any', of })),
);

const fields = fc.subarray(['nick', 'spend', 'orders', 'owner_id', 'custom', ...keys.map((key) => `custom.${key}`)]);

const rules = fc.array(
  fc
    .record({
      rows: fc.constantFrom(...rowSets),
      masked: fields,
      hidden: fields,
      update: fc.boolean(),
      tree: condition,
    })
    .map(({ rows, masked, hidden, update, tree }) =>
      ruleSchema.parse({
        subject: 'fan',
        actions: update ? ['read', 'update', 'delete'] : ['read'],
        rows,
        masked,
        hidden,
        ...(rows === 'condition' && { condition: { text: '', tree } }),
      }),
    ),
  { maxLength: 3 },
);

/** One or two roles of the first person, each in some shops and teams. */
export const roles: fc.Arbitrary<Grant[]> = fc.array(
  fc.record({ staffId: fc.constant(people[0] ?? ''), shopIds: fc.subarray(shops), teamIds: fc.subarray(teams), rules }),
  { minLength: 1, maxLength: 2 },
);

/**
 * Whether one rule grants the action with all of these fields on the row.
 *
 * @param before the row as the database has it, where `row` is what a write would make of it
 */
export function can(ability: Ability, action: AbilityAction, row: Row, wanted: string[] = [], before = row): boolean {
  return ability
    .rulesFor(action, 'fan')
    .filter((rule) => wanted.every((field) => rule.fields?.includes(field)))
    .some(({ conditions }) => conditions === undefined || matches(conditions, row, before));
}

function matches(conditions: RowCondition, row: Row, before: Row): boolean {
  const { fan, $and = [], ...place } = conditions;
  if (fan && !holds(fan, before)) return false;
  if (!$and.every((part) => matches(part, row, before))) return false;
  const { shop_id, owner_id, team_id } = row;
  const ability = createMongoAbility<Ability>([{ action: 'read', subject: 'fan', conditions: place }]);
  return ability.can('read', subject('fan', { shop_id, owner_id, team_id }));
}

function holds(fan: Condition, row: Row): boolean {
  const facts = { fields: { spend: row.spend, orders: row.orders }, custom: {}, tags: new Set<string>(), events: [] };
  return evaluate(fan, facts, { now: 0, zone: 'Asia/Shanghai', segments: {}, scores: NEW_SCORES });
}

/** What the person is to see of a row; undefined: nothing. */
export function shown(ability: Ability, row: Row): Row | undefined {
  if (!can(ability, 'read', row)) return undefined;
  return {
    ...row,
    nick: see(ability, row, 'nick', maskNick),
    spend: see(ability, row, 'spend'),
    orders: see(ability, row, 'orders'),
    owner_id: see(ability, row, 'owner_id'),
    team_id: see(ability, row, 'team_id'),
  } as Row;
}

function see(ability: Ability, row: Row, field: string, mask: (value: unknown) => unknown = () => null): unknown {
  if (can(ability, 'read', row, [field])) return row[field];
  return can(ability, 'mask', row, [field]) ? mask(row[field]) : null;
}

function maskNick(nick: unknown): unknown {
  return typeof nick === 'string' ? `${[...nick][0] ?? ''}**` : null;
}

/** Keys of `custom` that are to be seen of a fan who has these rows; null: nothing of it. */
export function keysShown(ability: Ability, rows: Row[]): string[] | null {
  if (!rows.some((row) => can(ability, 'read', row, ['custom']))) return null;
  const named = new Set(ability.rules.flatMap((rule) => rule.fields ?? []));
  return keys.filter(
    (key) => !named.has(`custom.${key}`) || rows.some((row) => can(ability, 'read', row, ['custom', `custom.${key}`])),
  );
}

interface Keyed {
  shop_id: string;
  fan_id: string;
}

export const byKey = (a: Keyed, b: Keyed) => (`${a.shop_id}${a.fan_id}` < `${b.shop_id}${b.fan_id}` ? -1 : 1);
