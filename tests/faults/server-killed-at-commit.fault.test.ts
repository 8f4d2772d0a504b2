import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newToken } from '@fanloom/server/account/api-token.js';
import { ensureSecrets } from '@fanloom/server/config/secrets.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';
import { until } from './until.js';
import { startServer, type WorkerProcess } from './worker-process.js';

let kit: EngineKit;
let folder: string;
const servers: WorkerProcess[] = [];
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  folder = await makeTestFolder();
  await ensureSecrets(join(folder, 'secrets.json'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  await kit.dispose();
  await rm(folder, { recursive: true });
});

async function start(): Promise<{ url: string; process: WorkerProcess }> {
  const port = await freePort();
  const env = { DATABASE_URL: kit.url, FANLOOM_SECRETS: join(folder, 'secrets.json'), PORT: String(port) };
  const server = await startServer(env, join(folder, `${String(port)}.log`));
  servers.push(server);
  return { url: `http://127.0.0.1:${String(port)}`, process: server };
}

async function addToken(): Promise<string> {
  const { text, hash } = newToken();
  const owner = kit.authorId;
  await sql`insert into staff_role (staff_id, role_id, shop_id) select ${owner}, id, null from role where key = 'it'`.execute(
    kit.db,
  );
  const row = { shop_id: kit.shop.id, name: 't', token_hash: hash, scopes: ['events:write'], created_by: owner };
  await kit.db.insertInto('api_token').values(row).execute();
  return text;
}

it('events whose server is killed while they are committed count once when their sender repeats them', async () => {
  await kit.publish('流程 "欢迎" { 当 关注 每人一次 打标签 "来过" }');
  const token = await addToken();
  const events = ['1', '2', '3'].map((key) => ({
    type: 'follow',
    happened_at: at('2026-11-23 10:00').toISOString(),
    key,
    person: { user_id: key },
  }));
  const send = (url: string) =>
    fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
  // Each commit takes a moment, in which the server is no more.
  await sql`
    create function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return null; end $$`.execute(
    kit.db,
  );
  await sql`
    create constraint trigger take_time after insert on event_key deferrable initially deferred
    for each row execute function take_time()`.execute(kit.db);
  const first = await start();
  const unanswered = send(first.url).then(
    () => 'answered',
    () => 'cut',
  );
  await until(async () => {
    const { rows } =
      await sql`select from pg_stat_activity where datname = current_database() and query = 'commit' and state = 'active'`.execute(
        kit.db,
      );
    return rows.length > 0;
  });
  await first.process.kill();
  expect(await unanswered).toBe('cut');
  const taken = async () => (await kit.db.selectFrom('event').select('id').execute()).length;
  await until(async () => (await taken()) === 3);

  const second = await start();
  const answer = await send(second.url);
  expect(await answer.json()).toMatchObject({ accepted: 0, duplicates: 3, rejected: 0 });
  await kit.settle();
  const fans = await kit.db.selectFrom('fan').select('id').execute();
  expect(fans).toHaveLength(3);
  for (const { id } of fans) expect(await kit.enrolments(id)).toHaveLength(1);
});
