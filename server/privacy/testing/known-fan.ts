import { sql } from 'kysely';
import { encryptPersonal } from '../../crypto/personal-data.js';
import { retryingTransaction } from '../../db/retry.js';
import { ingest } from '../../event/ingest.js';
import { readIngestShop } from '../../event/ingest-shop.js';
import type { TestApp } from '../../http/testing/test-app.js';
import { readFanKeys } from '../../identity/fan-keys.js';
import type { PersonInput } from '../../identity/identity.js';
import { sealCells } from '../../import/reject/reject-cells.js';

/** Everything by which the fan could be known again; nothing else in the database holds these words. */
export const marks = {
  nick: '云朵棉花糖',
  otherNick: '雨后小彩虹',
  phone: '13866554433',
  email: 'yunduo@example.com',
  street: '梧桐里 77 号',
  comment: '我家宝宝叫豆豆',
  message: '云朵棉花糖，好久不见',
  custom: '对花生过敏',
  engraving: '刻字“豆豆”',
  note: '两个号都是她',
  task: '给豆豆妈妈回电',
  taskNote: '她晚上八点后才有空',
  taskResult: '她说下个月要搬家',
};

/** Takes in an event as another system tells it. */
export async function tell(
  { db, deps }: TestApp,
  shopId: string,
  person: PersonInput,
  type: string,
  properties: Record<string, unknown> = {},
): Promise<string> {
  const shop = await readIngestShop(db, shopId);
  if (!shop) throw new Error('There is no such shop');
  const event = { type, happenedAt: Date.now() - 60_000, source: 'test', key: crypto.randomUUID(), person, properties };
  const [result] = await retryingTransaction(db, (tx) => ingest(tx, shop, deps.secrets, [event]));
  if (result?.status !== 'accepted' || result.fanId === null)
    throw new Error(`The event was ${result?.status ?? 'lost'}`);
  return result.fanId;
}

/** A fan whom two records make up, with something in every table that can hold personal data. @returns the root */
export async function knownFan(app: TestApp, shopId: string): Promise<string> {
  const { db, deps } = app;
  const first = await tell(app, shopId, { nick: marks.nick, email: marks.email }, 'live.comment', {
    text: marks.comment,
  });
  await tell(app, shopId, { user_id: 'u-77', nick: marks.otherNick, phone: marks.phone }, 'live.watch', {
    duration: 90,
  });
  await tell(app, shopId, { email: marks.email, user_id: 'u-77' }, 'survey.answer', { rating: 4, text: marks.comment });
  await tell(app, shopId, { user_id: 'u-77' }, 'order.pay', { order: 'o-1', amount: 12_800, product: ['口红'] });
  const { root_id: root } = await db
    .selectFrom('fan')
    .select('root_id')
    .where('id', '=', first)
    .executeTakeFirstOrThrow();
  const key = (await readFanKeys(db, deps.secrets, [root])).get(root);
  if (!key) throw new Error('The fan has no key');
  const custom = JSON.stringify({ 备注: marks.custom });
  await db.updateTable('fan').set({ custom, birthday: '1990-03-04' }).where('id', '=', root).execute();
  const receiver = JSON.stringify({ name: marks.nick, phone: marks.phone, address: marks.street });
  await sql`
    update shop_order set receiver_encrypted = ${encryptPersonal(key, root, 'shop_order.receiver', receiver)},
      receiver_mask = '云**', fan_id = ${root}`.execute(db);
  await sql`
    insert into order_line (platform, shop_id, number, line, title, attributes)
    select platform, shop_id, number, gen_random_uuid(), '口红', ${marks.engraving} from shop_order`.execute(db);
  await sql`
    insert into sop (id, shop_id, name, draft, draft_by)
    select ${root}, ${shopId}, '召回', '', id from staff limit 1`.execute(db);
  const properties = JSON.stringify({ text: marks.comment, amount: 100 });
  await sql`
    insert into run (id, sop_id, version_id, shop_id, cohort) values (${root}, ${root}, ${root}, ${shopId}, now())`.execute(
    db,
  );
  await sql`
    insert into enrolment (id, run_id, lane_no, sop_id, version_id, shop_id, fan_id, event_properties, happened_at,
      entered_at, provider_base)
    values (${root}, ${root}, 1, ${root}, ${root}, ${shopId}, ${root}, ${properties}, now(), now(), 'base')`.execute(
    db,
  );
  await sql`
    insert into entry (sop_id, fan_id, active, n, happened_at) values (${root}, ${root}, true, 1, now())`.execute(db);
  for (const [status, step] of [
    ['sent', 'send:1'],
    ['planned', 'send:2'],
  ]) {
    await sql`
      insert into effect (enrolment_id, step_key, run_id, version_id, sop_id, shop_id, fan_id, kind, channel, step, status,
        send_at, provider_key, body)
      values (${root}, ${step}, ${root}, ${root}, ${root}, ${shopId}, ${root}, 'send', 'sms', 1, ${status}, now(),
        ${step}, ${marks.message})`.execute(db);
  }
  await sql`
    insert into sandbox_message (provider_key, shop_id, fan_id, channel, body, at)
    values ('send:1', ${shopId}, ${root}, 'sms', ${marks.message}, now())`.execute(db);
  await sql`
    insert into task (shop_id, fan_id, title, assignee_role, due_at, created_at)
    values (${shopId}, ${root}, '打电话', 'owner', now(), now())`.execute(db);
  await sql`
    insert into task (shop_id, fan_id, title, note, result, state, due_at, created_at, created_by)
    values (${shopId}, ${root}, ${marks.task}, ${JSON.stringify([marks.taskNote])}, ${marks.taskResult}, 'done', now(),
      now(), ${root})`.execute(db);
  await sql`update fan_merge set note = ${marks.note}`.execute(db);
  await rejectRow(app, shopId, [marks.nick, '明天']);
  return root;
}

/** An import that could not load one row. */
export async function rejectRow({ db, deps }: TestApp, shopId: string, cells: string[]): Promise<void> {
  const file = { file_name: 'x.csv', file_sha256: Buffer.alloc(32), file_bytes: 1, format: '{}', mapping: '{}' };
  const { id } = await db
    .insertInto('import')
    .values({ shop_id: shopId, state: 'done', options: '{}', ...file })
    .returning('id')
    .executeTakeFirstOrThrow();
  const sealed = sealCells(deps.secrets, id, 1, cells);
  await db.insertInto('import_reject').values({ import_id: id, row_no: 1, reason: 'IMP206', cells: sealed }).execute();
}

/** Names of the marks that stand in plain anywhere in the database. */
export async function marksLeft({ db }: TestApp): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(db);
  const left = new Set<string>();
  for (const { name } of tables) {
    for (const [mark, text] of Object.entries(marks)) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from ${sql.table(name)} t where position(${text} in to_jsonb(t)::text) > 0
          or position(${JSON.stringify(text).slice(1, -1)} in to_jsonb(t)::text) > 0`.execute(db);
      if ((rows[0]?.n ?? 0) > 0) left.add(mark);
    }
  }
  return [...left].sort();
}
