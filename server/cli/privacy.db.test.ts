import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureSecrets, readSecrets } from '../config/secrets.js';
import { type Db, openDatabase } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { retryingTransaction } from '../db/retry.js';
import { ingest } from '../event/ingest.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { dispatch } from './dispatch.js';
import { privacyCommand } from './privacy.js';
import { retentionCommand } from './retention.js';

let database: TestDatabase;
let db: Db;
let folder: string;
let fan: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fanloom-privacy-'));
  const secrets = join(folder, 'secrets.json');
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('FANLOOM_SECRETS', secrets);
  await ensureSecrets(secrets);
  db = openDatabase(database.url, { connections: 1 });
  fan = await follow(await readSecrets(secrets));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function follow(keys: Awaited<ReturnType<typeof readSecrets>>): Promise<string> {
  const { id } = await db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
  const shop = await readIngestShop(db, id);
  if (!shop) throw new Error('There is no such shop');
  const person = { phone: '13866554433', nick: '云朵' };
  const event = { type: 'follow', happenedAt: Date.now(), source: 'test', key: '1', person, properties: {} };
  const [result] = await retryingTransaction(db, (tx) => ingest(tx, shop, keys, [event]));
  if (result?.status !== 'accepted' || result.fanId === null) throw new Error('The event was not taken in');
  return result.fanId;
}

async function fanloom(...argv: string[]) {
  let out = '';
  const output = { stdout: { write: (text: string) => (out += text) }, stderr: { write: () => true } };
  const exit = await dispatch(argv, [privacyCommand, retentionCommand], { LANG: 'en' }, output);
  return [exit, out] as const;
}

it('exports a fan into a file that only its owner reads', async () => {
  for (const name of ['fan.json', 'fan.csv']) {
    const path = join(folder, name);
    expect(await fanloom('privacy', 'export', fan, path)).toEqual([0, '']);
    expect(await readFile(path, 'utf8')).toContain('13866554433');
    expect((await stat(path)).mode & 0o077).toBe(0);
  }
});

it('erases those it knows, and says whom it does not know', async () => {
  const unknown = uuid7();
  const [exit, out] = await fanloom('privacy', 'erase', unknown, fan, '--json');
  expect([exit, out]).toEqual([1, `{"missing":"${unknown}"}\n{"erased":"${fan}"}\n`]);
  expect(await fanloom('privacy', 'erased')).toEqual([0, `${fan}\n`]);
  expect(await fanloom('privacy', 'erase', fan)).toEqual([0, `${fan}\n`]);
});

it('shows and sets how long what is kept, and removes what is over', async () => {
  const shown = 'events\tforever\nmessages\tforever\nreject_rows\t30\nimport_undo\t90\nsessions\t90\naudit\tforever\n';
  expect(await fanloom('retention', 'show')).toEqual([0, shown]);
  const days = { events: 730, messages: null, reject_rows: null, import_undo: 90, sessions: 90, audit: null };
  const set = await fanloom('retention', 'set', 'events=730', 'reject_rows=forever', '--json');
  expect([set[0], JSON.parse(set[1])]).toEqual([0, { days, last: null }]);
  const entry = await db
    .selectFrom('audit')
    .select(['actor_id', 'detail'])
    .where('action', '=', 'retention.change')
    .executeTakeFirstOrThrow();
  expect(entry).toEqual({
    actor_id: null,
    detail: { before: { reject_rows: 30, import_undo: 90, sessions: 90 }, after: days },
  });

  await db
    .updateTable('event')
    .set({ happened_at: new Date('2020-01-01') })
    .execute();
  const run = await fanloom('retention', 'run', '--json');
  const removed = { events: 1, messages: 0, reject_rows: 0, import_undo: 0, sessions: 0, audit: 0 };
  expect([run[0], JSON.parse(run[1])]).toEqual([0, { removed }]);
});

it.each([
  ['privacy'],
  ['privacy', 'erase'],
  ['privacy', 'erase', 'x'],
  ['privacy', 'export', uuid7(), 'fan.txt'],
  ['retention'],
  ['retention', 'run', 'now'],
  ['retention', 'set'],
  ['retention', 'set', 'events=0'],
  ['retention', 'set', 'events=99999'],
  ['retention', 'set', 'fans=30'],
])('does not understand %j', async (...argv) => {
  const [exit, out] = await fanloom(...argv, '--json');
  expect([exit, out]).toEqual([2, expect.stringMatching(/^\{"error":\{"code":"(PRV|RET)CLI001"/)]);
});
