import { expect } from 'vitest';
import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { giveRole } from '@fanloom/server/account/setup.js';
import type { LeakWorld, Membership } from './leak-world.js';
import type { Marker, MarkerKind } from './markers.js';

/** Somebody who calls the product, and what they may see of it: written down here once more, apart from the roles. */
export interface Persona {
  name: string;
  call: Call;
  /** What may be shown of a fan who is shown. */
  sees(membership: Membership): ReadonlySet<MarkerKind>;
}

export const nothing: ReadonlySet<MarkerKind> = new Set();
export const withoutPhone = new Set<MarkerKind>([
  ...(['nick', 'custom', 'shop_nick', 'source', 'comment', 'order_number', 'order_title', 'receiver', 'task'] as const),
  ...(['message', 'sandbox', 'coupon', 'notice', 'reject'] as const),
]);
export const withPhone = new Set<MarkerKind>([...withoutPhone, 'phone']);
const withoutNames = new Set<MarkerKind>(['source', 'comment', 'order_title', 'message', 'sandbox', 'coupon']);

const bigSpenders = { rows: 'condition', condition: '购买金额 >= 100元' } as const;
/** A role of the customer: fans by a condition, without anything that names them. */
const customRole = {
  name_zh: '大客户分析',
  name_en: 'Key accounts',
  rules: [
    { subject: 'fan', actions: ['read'], ...bigSpenders, masked: ['nick', 'phone'], hidden: ['email', 'custom.灯牌'] },
    { subject: 'event', actions: ['read'], ...bigSpenders },
    { subject: 'order', actions: ['read'], ...bigSpenders, hidden: ['number', 'receiver'] },
    { subject: 'message', actions: ['read'], ...bigSpenders },
    { subject: 'sop', actions: ['read'], rows: 'shop' },
    { subject: 'shop', actions: ['read'], rows: 'shop' },
  ],
};

/** Logs everybody in: the packaged roles, two roles at once, a role of the customer, a token, and views as others. */
export async function createPersonas(world: LeakWorld): Promise<Persona[]> {
  const { app, shop, people, teams } = world;
  const here = (membership: Membership) => membership.shop === shop;
  const isLins = (membership: Membership) => here(membership) && membership.owner === people.lin;
  const isManagers = (m: Membership) => here(m) && (m.team === teams[0] || (m.owner === null && m.team === null));

  await addCustomRole(world);
  const both = await app.addStaff('both', 'analyst', shop);
  await app.db.transaction().execute((tx) => giveRole(tx, both, 'staff', shop));
  await app.db.updateTable('task').set({ assignee_id: both }).where('fan_id', '=', world.fans.pooled).execute();

  const lin: Persona = {
    name: 'staff',
    call: await app.logIn('lin'),
    sees: (m) => (isLins(m) ? withoutPhone : nothing),
  };
  const manager = await app.logIn('manager');
  const authorization = { authorization: `Bearer ${world.token}` };
  return [
    lin,
    { name: 'manager', call: manager, sees: (m) => (isManagers(m) ? withPhone : nothing) },
    { name: 'operator', call: await app.logIn('operator'), sees: (m) => (here(m) ? withPhone : nothing) },
    { name: 'analyst', call: await app.logIn('analyst'), sees: () => nothing },
    { name: 'it', call: await app.logIn('it'), sees: () => nothing },
    {
      name: 'two roles',
      call: await app.logIn('both'),
      sees: (m) => (m.fan === world.fans.pooled ? new Set(['task']) : nothing),
    },
    {
      name: 'custom role',
      call: await app.logIn('custom'),
      sees: (m) => (here(m) && m.spend >= 10_000 ? withoutNames : nothing),
    },
    { name: 'nobody', call: app.call, sees: () => nothing },
    {
      name: 'token',
      call: (method, path, body) => app.call(method, path, body, authorization),
      sees: () => nothing,
    },
    { name: 'it as staff', call: await viewAs(world, 'it', people.lin), sees: () => nothing },
    {
      name: 'manager as staff',
      call: await viewAs(world, 'manager', people.lin),
      sees: (m) => (isLins(m) && isManagers(m) ? withoutPhone : nothing),
    },
  ];
}

async function addCustomRole({ app, shop }: LeakWorld): Promise<void> {
  const id = await app.addStaff('custom', 'staff', shop);
  const it = await app.logIn('it');
  const made = await it('POST', '/v1/roles', customRole);
  expect(made.status, made.text).toBe(201);
  const role = await app.db
    .selectFrom('role')
    .select('key')
    .where('id', '=', String(made.body['id']))
    .executeTakeFirstOrThrow();
  expect((await it('PATCH', `/v1/staff/${id}`, { roles: [{ role: role.key, shop_id: shop }] })).status).toBe(204);
}

async function viewAs({ app }: LeakWorld, login: string, staff_id: string): Promise<Call> {
  const call = await app.logIn(login);
  const { status } = await call('POST', '/v1/session/view', { staff_id });
  expect(status).toBe(204);
  return call;
}

/** Whether the persona may be shown a marker, wherever it comes up. */
export function mayKnow(persona: Persona, marker: Marker, memberships: Membership[]): boolean {
  return memberships.some(
    (membership) =>
      membership.fan === marker.fan &&
      (marker.shop === null || marker.shop === membership.shop) &&
      persona.sees(membership).has(marker.kind),
  );
}
