import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { appendAudit } from './audit.js';
import { type ChainHead, isIntact, verifyChain } from './verify-chain.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 8 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const entry = (action: string, detail = {}) => ({ actorId: null, action, subject: 'test', subjectId: null, detail });

/** What an attacker does who has the database: the triggers are off. */
async function tamper(statement: string): Promise<void> {
  await sql`alter table audit disable trigger all`.execute(db);
  await sql`alter table audit_chain disable trigger all`.execute(db);
  await sql.raw(statement).execute(db);
  await sql`alter table audit enable trigger all`.execute(db);
  await sql`alter table audit_chain enable trigger all`.execute(db);
}

const nth = (no: number) => `(select audit_id from audit_chain where no = ${String(no)})`;

describe('the chain of the audit', () => {
  let head: ChainHead;
  beforeEach(async () => {
    await tamper(`truncate audit, audit_chain; update audit_head set no = 0, hash = ''`);
    for (let i = 1; i <= 9; i++)
      await appendAudit(db, entry('one.by-one', { nick: '“引号”\n\\', i, nested: { b: 1, a: [] } }));
    head = (await verifyChain(db)).head;
  });

  it('is intact when nobody touched it, and leads to the head that was noted down', async () => {
    const report = await verifyChain(db, { ...head });
    expect(report).toEqual({ entries: 9, head, changed: [], removed: [], inserted: [], unlike: false });
    await appendAudit(db, entry('later.on'));
    expect(isIntact(await verifyChain(db, head))).toBe(true);
  });

  it('has one order, whatever commits at the same time, and holds nobody up who has not committed yet', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = db.transaction().execute(async (tx) => {
      await appendAudit(tx, entry('slow.one'));
      await held;
    });
    await Promise.all(Array.from({ length: 40 }, () => appendAudit(db, entry('quick.one'))));
    await db
      .transaction()
      .execute(async (tx) => {
        await appendAudit(tx, entry('rolled.back'));
        throw new Error('no');
      })
      .catch(() => undefined);
    release();
    await slow;
    const report = await verifyChain(db, head);
    expect([isIntact(report), report.entries]).toEqual([true, 50]);
  });

  it('cannot be changed or emptied by a statement', async () => {
    for (const statement of [
      `update audit set action = 'x.y'`,
      `delete from audit`,
      `truncate audit`,
      `update audit_chain set no = no + 1`,
      `delete from audit_chain where no = 3`,
    ]) {
      await expect(sql.raw(statement).execute(db)).rejects.toThrow('is append-only');
    }
  });

  it.each([
    ['changed', `update audit set detail = '{}' where id = ${nth(4)}`, { changed: [4] }],
    ['changed by a second', `update audit set at = at + interval '1 second' where id = ${nth(1)}`, { changed: [1] }],
    ['removed', `delete from audit where id = ${nth(5)}`, { removed: [5] }],
    [
      'removed with its link',
      `delete from audit where id = ${nth(9)}; delete from audit_chain where no = 9`,
      { removed: [9] },
    ],
    [
      'removed from the middle, with its link',
      `delete from audit where id = ${nth(2)}; delete from audit_chain where no = 2`,
      { removed: [2] },
    ],
    [
      'swapped with another',
      `update audit_chain set no = -2 where no = 2; update audit_chain set no = 2 where no = 3;
        update audit_chain set no = 3 where no = -2`,
      { changed: [2, 3, 4] },
    ],
  ])('shows an entry that was %s', async (_, statement, found) => {
    await tamper(statement);
    expect(await verifyChain(db)).toMatchObject({ changed: [], removed: [], inserted: [], ...found });
  });

  it('shows an entry that came in around it', async () => {
    await tamper(`insert into audit (id, action, subject) values ('00000000-0000-7000-8000-000000000001', 'a.b', 'x')`);
    expect((await verifyChain(db)).inserted).toEqual(['00000000-0000-7000-8000-000000000001']);
  });

  it('worked out anew by somebody, is unlike what was noted down', async () => {
    await tamper(`truncate audit, audit_chain; update audit_head set no = 0, hash = ''`);
    for (let i = 1; i <= 9; i++) await appendAudit(db, entry('forged.entry'));
    expect(isIntact(await verifyChain(db))).toBe(true);
    expect((await verifyChain(db, head)).unlike).toBe(true);
    await tamper(`delete from audit where id = ${nth(9)}; delete from audit_chain where no = 9`);
    await tamper(`update audit_head set no = 8, hash = (select hash from audit_chain where no = 8)`);
    expect(isIntact(await verifyChain(db))).toBe(true);
    expect((await verifyChain(db, head)).unlike).toBe(true);
  });
});
