import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';
import type { Action, RowSet, Rule } from './rules.js';
import type { Subject } from './tables/subject.js';

export type PackagedRoleKey = 'it' | 'operator' | 'manager' | 'staff' | 'host' | 'service' | 'analyst';

interface PackagedRole {
  key: PackagedRoleKey;
  name_zh: string;
  name_en: string;
  rules: Rule[];
}

const everything: Action[] = ['read', 'create', 'update', 'delete'];
/** What would tell the analyst who somebody is. */
const names = ['nick', 'phone', 'email', 'birthday', 'custom'];

function rule(
  subject: Subject,
  actions: Action[],
  rows: RowSet,
  fields: Partial<Pick<Rule, 'masked' | 'hidden' | 'find'>> = {},
): Rule {
  return { subject, actions, rows, masked: [], hidden: [], find: [], ...fields };
}

/** What a person who talks to fans sees of a set of rows: everything of the fan, the phone masked. */
function withFans(rows: RowSet, actions: Action[]): Rule[] {
  return [
    rule('fan', actions, rows, { masked: ['phone', 'email'], find: ['phone'] }),
    rule('event', ['read'], rows),
    rule('order', ['read'], rows, { masked: ['receiver'] }),
    rule('message', ['read'], rows),
  ];
}

function readOfShop(...subjects: Subject[]): Rule[] {
  return subjects.map((subject) => rule(subject, ['read'], 'shop'));
}

const colleagues = rule('staff', ['read'], 'shop', { hidden: ['login', 'language', 'password_changed_at'] });

/** Whoever talks to fans sees their own. */
const withOwnFans: Rule[] = [
  ...withFans('own', ['read', 'update']),
  rule('task', ['read', 'create', 'update'], 'own'),
  // Which SOP a fan is in and at which step, not what is being written.
  rule('sop', ['read'], 'shop', { hidden: ['draft', 'text'] }),
  ...readOfShop('tag', 'shop'),
  colleagues,
];

/** The roles that come with the product. A customer's own roles stand beside them in the same table. */
export const packagedRoles: PackagedRole[] = [
  {
    key: 'it',
    name_zh: 'IT 管理员',
    name_en: 'IT administrator',
    rules: [
      rule('shop', everything, 'all'),
      rule('staff', [...everything, 'view_as'], 'all'),
      rule('role', everything, 'all'),
      rule('token', everything, 'all'),
      rule('channel', everything, 'all'),
      rule('audit', ['read'], 'all'),
      rule('retention', ['read', 'update'], 'all'),
    ],
  },
  {
    key: 'operator',
    name_zh: '运营',
    name_en: 'Operator',
    rules: [
      ...withFans('shop', ['read', 'update', 'unmask', 'disclose', 'erase']),
      rule('task', everything, 'shop'),
      rule('sop', [...everything, 'publish', 'approve'], 'shop'),
      rule('segment', everything, 'shop'),
      rule('tag', everything, 'shop'),
      rule('coupon', everything, 'shop'),
      rule('import', everything, 'shop'),
      rule('shop', ['read', 'update'], 'shop'),
      rule('channel', ['read'], 'shop'),
      colleagues,
    ],
  },
  {
    key: 'manager',
    name_zh: '店长',
    name_en: 'Manager',
    rules: [
      ...withFans('team', ['read', 'update', 'unmask', 'disclose', 'erase']),
      ...withFans('pool', ['read', 'update', 'unmask', 'disclose', 'erase']),
      rule('task', everything, 'team'),
      rule('sop', ['read', 'approve'], 'shop'),
      ...readOfShop('segment', 'tag', 'coupon', 'shop', 'audit'),
      { ...colleagues, actions: ['read', 'view_as'] },
    ],
  },
  {
    key: 'staff',
    name_zh: '员工',
    name_en: 'Staff',
    rules: withOwnFans,
  },
  // SOPs give these two work by name of their role: 给 主播, 给 客服.
  { key: 'host', name_zh: '主播', name_en: 'Host', rules: withOwnFans },
  { key: 'service', name_zh: '客服', name_en: 'Customer service', rules: withOwnFans },
  {
    key: 'analyst',
    name_zh: '分析',
    name_en: 'Analyst',
    rules: [
      rule('fan', ['read'], 'shop', { hidden: names }),
      rule('event', ['read'], 'shop', { hidden: ['properties'] }),
      rule('order', ['read'], 'shop', { hidden: ['number', 'receiver', 'custom'] }),
      rule('message', ['read'], 'shop', { hidden: ['body'] }),
      // Drafts can be tried out on figures; what was published speaks to people.
      rule('sop', ['read'], 'shop', { hidden: ['text'] }),
      ...readOfShop('segment', 'tag', 'coupon', 'shop'),
    ],
  },
];

/** Writes the packaged roles as this version of the product defines them. Safe to call at every start. */
export async function ensurePackagedRoles(db: Db | Tx): Promise<void> {
  await db
    .insertInto('role')
    .values(packagedRoles.map((role) => ({ ...role, packaged: true, rules: JSON.stringify(role.rules) })))
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((eb) => ({
          name_zh: eb.ref('excluded.name_zh'),
          name_en: eb.ref('excluded.name_en'),
          rules: eb.ref('excluded.rules'),
          updated_at: sql`now()`,
        }))
        .where('role.packaged', '=', true)
        .where((eb) =>
          eb.or(
            (['name_zh', 'name_en', 'rules'] as const).map((column) =>
              eb(`role.${column}`, 'is distinct from', eb.ref(`excluded.${column}`)),
            ),
          ),
        ),
    )
    .execute();
}
