import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensurePackagedRoles } from '../access/packaged-roles.js';
import { logIn } from '../account/session.service.js';
import { createAccount, giveRole } from '../account/setup.js';
import { MasterKeys } from '../crypto/master-keys.js';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { dispatch } from './dispatch.js';
import { staffCommand } from './staff.js';

let database: TestDatabase;
let db: Db;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 2 });
  folder = await mkdtemp(join(tmpdir(), 'fanloom-staff-'));
  await ensurePackagedRoles(db);
  const shop = await db.insertInto('shop').values({ name: '旗舰店' }).returning('id').executeTakeFirstOrThrow();
  await db.insertInto('team').values({ shop_id: shop.id, name: '一组' }).execute();
  await db.transaction().execute(async (tx) => {
    for (const [login, role] of [
      ['it', 'it'],
      ['cs', 'service'],
    ] as const) {
      const id = await createAccount(tx, { login, name: login, password: 'correct horse 42' }, 'zh');
      await giveRole(tx, id, role, null);
    }
  });
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function staff(...argv: string[]) {
  vi.stubEnv('DATABASE_URL', database.url);
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(['staff', ...argv], [staffCommand], { LANG: 'en_US.UTF-8' }, output);
  return { exit, out, err };
}

async function file(text: string | Buffer): Promise<string> {
  const path = join(folder, 'people.csv');
  await writeFile(path, text);
  return path;
}

const listed = async (login: string) =>
  (await staff('list')).out.split('\n').find((line) => line.startsWith(`${login}\t`));

const secrets = {
  masterKeys: MasterKeys.of(Buffer.alloc(32)),
  lookupKey: Buffer.alloc(32),
  sessionKey: Buffer.alloc(32),
};
const enter = (login: string, password: string) =>
  logIn({ db, secrets }, { login, password, address: login, userAgent: undefined });

describe('fanloom staff', () => {
  it('adds a person with a password for once, who then is listed and can log in', async () => {
    const added = await staff(
      'add',
      'Lin',
      '--as',
      'it',
      '--name',
      '小林',
      '--role',
      'service@旗舰店',
      '--role',
      '店长',
      '--team',
      '一组',
    );
    expect(added.exit).toBe(0);
    const [login, outcome, password = ''] = added.out.trim().split('\t');
    expect([login, outcome]).toEqual(['lin', 'added']);
    expect(await listed('lin')).toBe('lin\t小林\tmanager;service@旗舰店\t一组\t✓');
    await enter('lin', password);
    const person = await db
      .selectFrom('staff')
      .select('password_temporary')
      .where('login', '=', 'lin')
      .executeTakeFirst();
    expect(person).toEqual({ password_temporary: true });
    expect(await staff('add', 'lin', '--as', 'it')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('STFCLI007') as string,
    });
  });

  it('disables one, whose sessions end', async () => {
    const { out } = await staff('add', 'leaver', '--as', 'it', '--role', 'staff');
    const { sessionId } = await enter('leaver', out.trim().split('\t')[2] ?? '');
    expect((await staff('disable', 'leaver', '--as', 'it')).exit).toBe(0);
    const session = await db.selectFrom('session').select('revoked_at').where('id', '=', sessionId).executeTakeFirst();
    expect(session?.revoked_at).not.toBeNull();
    expect(await listed('leaver')).toMatch(/✗$/);
  });

  it('imports a file as Excel saves it, and the same file again changes nothing', async () => {
    const path = await file(
      iconv.encode(
        '账号,姓名,角色,小组,在用\r\nzhou,小周,客服@旗舰店;analyst,一组,是\r\nwu,小吴,员工,,否\r\n',
        'gb18030',
      ),
    );
    const first = await staff('import', path, '--as', 'it');
    expect(first).toMatchObject({ exit: 0, err: '2 rows done, 0 failed\n' });
    expect(first.out).toMatch(/^zhou\tadded\t\S+\nwu\tadded\t\S+\n$/);
    const before = (await staff('list')).out;
    expect(before).toContain('zhou\t小周\tanalyst;service@旗舰店\t一组\t✓\n');
    expect(before).toContain('wu\t小吴\tstaff\t\t✗\n');
    expect((await staff('import', path, '--as', 'it')).out).toBe('zhou\tchanged\nwu\tdisabled\n');
    expect((await staff('list')).out).toBe(before);
  });

  it('tells what is wrong with a row by its line, does the others, and says so by its exit code', async () => {
    const path = await file('login,name,roles\nok,Ok,staff\n,Nobody,staff\nbad,Bad,__proto__\nfar,Far,staff@nowhere\n');
    const { exit, out, err } = await staff('import', path, '--as', 'it');
    expect(exit).toBe(1);
    expect(out).toMatch(/^ok\tadded\t\S+\n$/);
    expect(err).toMatch(/line 3 STFCLI004 [^]*line 4 STFCLI005 [^]*line 5 STFCLI006 [^]*1 rows done, 3 failed/);
    expect(await listed('bad')).toBeUndefined();
  });

  it.each([
    ['login,name,name\nx,y,z\n', 'STFCLI002'],
    ['name\nx\n', 'STFCLI002'],
    ['login,salary\nx,1\n', 'STFCLI002'],
    ['login,__proto__\nx,1\n', 'STFCLI002'],
    [`login\n${'x\n'.repeat(10_001)}`, 'STFCLI001'],
    ['login\n"x\n', 'STFCLI001'],
    ['', 'STFCLI002'],
  ])('refuses a file of other columns, or none: %j', async (text, code) => {
    expect(await staff('import', await file(text), '--as', 'it')).toMatchObject({
      exit: 2,
      err: expect.stringContaining(code) as string,
    });
  });

  it.each([
    [['add', 'x', '--as', 'nobody'], 'STFCLI003'],
    [['add', 'x', '--as', 'cs', '--role', 'it'], 'REQ403'],
    [['disable', 'it', '--as', 'it'], 'STF410'],
    [['disable', 'nobody', '--as', 'it'], 'STFCLI004'],
    [['add', 'x'], 'STFCLI009'],
    [['fire', 'x', '--as', 'it'], 'STFCLI009'],
    [['import', '/nowhere.csv', '--as', 'it'], 'STFCLI008'],
  ])('does no more than the person it works for may: %j', async (argv, code) => {
    expect(await staff(...argv)).toMatchObject({ exit: 2, err: expect.stringContaining(code) as string });
    expect(await listed('x')).toBeUndefined();
  });
});
