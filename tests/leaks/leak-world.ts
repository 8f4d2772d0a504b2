import { newToken } from '@fanloom/server/account/api-token.js';
import { type Call, createTestApp, type TestApp } from '@fanloom/server/http/testing/test-app.js';
import { sealCells } from '@fanloom/server/import/reject/reject-cells.js';
import { welcome } from '@fanloom/server/sop/testing/sop-shop.js';
import { Markers } from './markers.js';

/** A fan of a shop, with everything the product keeps of one, each part marked. */
export interface Membership {
  fan: string;
  shop: string;
  owner: string | null;
  team: string | null;
  /** Fen. */
  spend: number;
}

/** Ids by the first part of the addresses that take them, own and foreign ones mixed. */
export type Ids = Record<string, string[]>;

/** Two shops; in the first one two teams of one each, a pool, and a fan who is also in the second. */
export interface LeakWorld {
  app: TestApp;
  markers: Markers;
  memberships: Membership[];
  shop: string;
  foreignShop: string;
  teams: [string, string];
  people: Record<'lin' | 'mei' | 'manager' | 'operator' | 'analyst' | 'it' | 'foreigner', string>;
  fans: Record<'lins' | 'meis' | 'pooled' | 'foreign' | 'shared', string>;
  ids: Ids;
  token: string;
  sopText: string;
  close(): Promise<void>;
}

export async function createLeakWorld(): Promise<LeakWorld> {
  const app = await createTestApp();
  const { db } = app;
  const addShop = async (name: string) =>
    (await db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow()).id;
  const addTeam = async (shop_id: string, name: string) =>
    (await db.insertInto('team').values({ shop_id, name }).returning('id').executeTakeFirstOrThrow()).id;
  const [shop, foreignShop] = [await addShop('甲店'), await addShop('乙店')];
  const teams: [string, string] = [await addTeam(shop, '一组'), await addTeam(shop, '二组')];
  const people = {
    lin: await app.addStaff('lin', 'staff', shop),
    mei: await app.addStaff('mei', 'staff', shop),
    manager: await app.addStaff('manager', 'manager', shop),
    operator: await app.addStaff('operator', 'operator', shop),
    analyst: await app.addStaff('analyst', 'analyst', shop),
    it: await app.addStaff('it', 'it', null),
    foreigner: await app.addStaff('foreigner', 'operator', foreignShop),
  };
  await db.updateTable('staff').set({ team_id: teams[0] }).where('id', 'in', [people.lin, people.manager]).execute();
  await db.updateTable('staff').set({ team_id: teams[1] }).where('id', '=', people.mei).execute();

  const markers = new Markers();
  const tokens = {
    [shop]: await addToken(app, shop, people.it),
    [foreignShop]: await addToken(app, foreignShop, people.it),
  };
  const identify = async (shopId: string, phone: string) => {
    const authorization = { authorization: `Bearer ${tokens[shopId] ?? ''}` };
    const answer = await app.call('POST', '/v1/fans/identify', { person: { phone } }, authorization);
    return String(answer.body['fan_id']);
  };
  const memberships: Membership[] = [];
  const addFan = async (...places: Omit<Membership, 'fan'>[]) => {
    const phone = markers.add('phone', '', null);
    const fan = await identify(places[0]?.shop ?? '', phone);
    for (const place of places.slice(1)) await identify(place.shop, phone);
    const marked = markers.all.at(-1);
    if (marked) marked.fan = fan;
    const own = {
      nick: markers.add('nick', fan, null),
      custom: JSON.stringify({ 灯牌: markers.add('custom', fan, null) }),
    };
    await db.updateTable('fan').set(own).where('id', '=', fan).execute();
    memberships.push(...places.map((place) => ({ fan, ...place })));
    return fan;
  };
  const fans = {
    lins: await addFan({ shop, owner: people.lin, team: teams[0], spend: 0 }),
    meis: await addFan({ shop, owner: people.mei, team: teams[1], spend: 20_000 }),
    pooled: await addFan({ shop, owner: null, team: null, spend: 20_000 }),
    foreign: await addFan({ shop: foreignShop, owner: people.foreigner, team: null, spend: 20_000 }),
    shared: await addFan(
      { shop, owner: people.lin, team: teams[0], spend: 0 },
      { shop: foreignShop, owner: people.foreigner, team: null, spend: 20_000 },
    ),
  };

  const sopText = welcome('欢迎新粉');
  const world: LeakWorld = {
    app,
    markers,
    memberships,
    shop,
    foreignShop,
    teams,
    people,
    fans,
    ids: {
      fans: Object.values(fans),
      shops: [shop, foreignShop],
      staff: [people.lin, people.mei, people.foreigner],
      teams,
    },
    token: tokens[shop] ?? '',
    sopText,
    close: () => app.close(),
  };
  const sops = new Map([
    [shop, await publish(await app.logIn('operator'), shop, sopText)],
    [foreignShop, await publish(await app.logIn('foreigner'), foreignShop, sopText)],
  ]);
  for (const membership of memberships) await fill(world, membership, sops.get(membership.shop) ?? '');
  await collectIds(world);
  return world;
}

async function addToken(app: TestApp, shop_id: string, created_by: string): Promise<string> {
  const { text, hash } = newToken();
  await app.db
    .insertInto('api_token')
    .values({ shop_id, name: 'ERP', token_hash: hash, scopes: ['events:write'], created_by })
    .execute();
  return text;
}

async function publish(operator: Call, shop_id: string, text: string): Promise<string> {
  const { body } = await operator('POST', '/v1/sops', { shop_id, text });
  await operator('POST', `/v1/sops/${String(body['id'])}/publish`, { revision: 1 });
  return String(body['id']);
}

/** Everything that is kept of a fan in a shop, as the engine and the imports would have written it. */
async function fill(world: LeakWorld, { fan, shop, owner, team, spend }: Membership, sop_id: string) {
  const { app, markers, people } = world;
  const { db } = app;
  const mark = (kind: Parameters<Markers['add']>[0]) => markers.add(kind, fan, shop);
  const at = new Date();
  const place = { shop_id: shop, fan_id: fan };
  await db
    .updateTable('fan_shop')
    .set({
      owner_id: owner,
      team_id: team,
      nick: mark('shop_nick'),
      source: mark('source'),
      spend,
      orders: 1,
      last_watch_at: at,
    })
    .where('shop_id', '=', shop)
    .where('fan_id', '=', fan)
    .execute();
  const event = { ...place, happened_at: at, arrived_at: at, source: 'api' };
  await db
    .insertInto('event')
    .values({ ...event, type: 'live.comment', properties: JSON.stringify({ text: mark('comment') }) })
    .execute();
  await db
    .insertInto('shop_order')
    .values({
      ...place,
      platform: 'taobao',
      number: mark('order_number'),
      title: mark('order_title'),
      receiver_mask: mark('receiver'),
      status: 'paid',
      status_at: at,
      paid_at: at,
      paid: spend,
    })
    .execute();
  const task = () => ({
    ...place,
    ...{ assignee_id: owner, team_id: team, due_at: at, created_at: at },
    ...{ title: mark('task'), note: JSON.stringify([mark('task')]) },
  });
  await db
    .insertInto('task')
    .values({ ...task(), assignee_role: 'staff' })
    .execute();
  const done = { state: 'done', done_at: at, created_by: people.operator, result: mark('task') };
  await db
    .insertInto('task')
    .values({ ...task(), ...done })
    .execute();
  await enrol(world, place, sop_id, at);
  const created_by = owner ?? people.operator;
  const file = { kind: 'orders', state: 'done', file_name: 'orders.csv', file_sha256: Buffer.alloc(32), file_bytes: 1 };
  const format = JSON.stringify({ type: 'csv', encoding: 'utf-8', delimiter: ',' });
  const read = { format, mapping: JSON.stringify({ header_row: 1, columns: [] }), options: '{}' };
  const { id } = await db
    .insertInto('import')
    .values({ ...file, ...read, shop_id: shop, created_by, rejected: 1 })
    .returning('id')
    .executeTakeFirstOrThrow();
  const cells = sealCells(app.deps.secrets, id, 2, [mark('reject')]);
  await db.insertInto('import_reject').values({ import_id: id, row_no: 2, reason: 'no_identity', cells }).execute();
  const source = { name: mark('reject'), url: 'https://erp.example/x.csv', options: 'null', every_hours: 24 };
  const { id: source_id } = await db
    .insertInto('import_source')
    .values({ ...source, shop_id: shop, run_by: created_by, next_at: at })
    .returning('id')
    .executeTakeFirstOrThrow();
  const problem = JSON.stringify({ code: 'IMP131', text: { zh: mark('reject'), en: '' } });
  await db.insertInto('import_pull').values({ source_id, at, outcome: 'failed', problem }).execute();
}

/** In an SOP, with a message, a coupon and a notice. */
async function enrol(
  { app, markers, people }: LeakWorld,
  place: { shop_id: string; fan_id: string },
  sop_id: string,
  at: Date,
) {
  const { db } = app;
  const mark = (kind: Parameters<Markers['add']>[0]) => markers.add(kind, place.fan_id, place.shop_id);
  const version = await db
    .selectFrom('sop_version')
    .select('id')
    .where('sop_id', '=', sop_id)
    .executeTakeFirstOrThrow();
  const ofRun = { shop_id: place.shop_id, sop_id, version_id: version.id };
  const of = { ...ofRun, fan_id: place.fan_id };
  const { id: run_id } = await db
    .insertInto('run')
    .values({ ...ofRun, cohort: at, fans: 1 })
    .returning('id')
    .executeTakeFirstOrThrow();
  const enrolment = { run_id, lane_no: 1, state: 'active', happened_at: at, entered_at: at, provider_base: of.fan_id };
  const { id } = await db
    .insertInto('enrolment')
    .values({ ...of, ...enrolment })
    .returning('id')
    .executeTakeFirstOrThrow();
  const step = { enrolment_id: id, step_key: 'send:1', step: 0, kind: 'message', channel: 'private_message' };
  await db
    .insertInto('effect')
    .values({ ...of, ...step, run_id, status: 'sent', body: mark('message'), send_at: at, provider_key: id })
    .execute();
  await db
    .insertInto('sandbox_message')
    .values({ ...place, provider_key: id, channel: 'private_message', body: mark('sandbox'), at })
    .execute();
  const coupon = await db
    .selectFrom('coupon')
    .select('id')
    .where('shop_id', '=', place.shop_id)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('coupon_issue')
    .values({
      ...place,
      coupon_id: coupon.id,
      enrolment_id: id,
      step_key: 'send:1',
      code: mark('coupon'),
      issued_at: at,
      expires_at: at,
    })
    .execute();
  // A notice stays with whom it was for, also when the fan no longer is theirs.
  const said = { root: 'fan', field: 'nick', value: mark('notice'), fallback: null };
  await db
    .insertInto('notice')
    .values({
      ...place,
      staff_id: people.mei,
      text: JSON.stringify([said]),
      enrolment_id: id,
      step_key: 'send:1',
      created_at: at,
    })
    .execute();
}

/** What the product has given ids to, by the part of the address under which they are asked for. */
async function collectIds({ app: { db }, ids }: LeakWorld): Promise<void> {
  const tables = {
    sops: 'sop',
    tasks: 'task',
    imports: 'import',
    'import-sources': 'import_source',
    notices: 'notice',
    tokens: 'api_token',
    roles: 'role',
  } as const;
  for (const [part, table] of Object.entries(tables)) {
    ids[part] = (await db.selectFrom(table).select('id').limit(8).execute()).map(({ id }) => id);
  }
  const more = { tags: 'tag', segments: 'segment', texts: 'message_text' } as const;
  for (const [part, table] of Object.entries(more)) {
    ids[part] = (await db.selectFrom(table).select('id').limit(8).execute()).map(({ id }) => id);
  }
}
