import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';
import { runPart } from './run-fan-jobs.js';

let at: SopShop;
let tag: string;
let fans: string[];

beforeAll(async () => {
  at = await createSopShop();
  tag = String((await at.operator('POST', '/v1/tags', { shop_id: at.shop, name: '高潜' })).body.id);
});

beforeEach(async () => {
  const { db } = at.app;
  for (const table of ['fan_tag', 'fan_job', 'fan_shop', 'fan', 'fact_outbox', 'listen'] as const)
    await db.deleteFrom(table).execute();
  fans = [];
  for (const nick of ['一', '二', '三']) fans.push(await at.addFan(nick, nick === '三' ? at.staffId : null));
});

afterAll(() => at.app.close());

const start = (action: object, chosen: object, call: Call = at.operator) =>
  call('POST', '/v1/fan-jobs', { shop_id: at.shop, action, fans: chosen });
const all = { filter: {} };
const tagged = async () =>
  (await at.app.db.selectFrom('fan_tag').select('fan_id').execute()).map(({ fan_id }) => fan_id).sort();
const some = (...indexes: number[]) => indexes.map((index) => fans[index] ?? '').sort();

async function finish(answer: { body: Record<string, unknown> }, call: Call = at.operator) {
  while (await runPart(at.app.db));
  return (await call('GET', `/v1/fan-jobs/${String(answer.body.id)}`)).body;
}

describe('a job on many fans', () => {
  it('tags all that a filter finds but for some, says what became of each, and is undone', async () => {
    await at.app.db
      .insertInto('fan_tag')
      .values({ shop_id: at.shop, fan_id: some(0)[0] ?? '', tag_id: tag, source: 'rule', added_at: new Date() })
      .execute();
    const begun = await start({ kind: 'tag', tag_ids: [tag] }, { filter: { owner: 'none' }, except: [fans[2]] });
    expect(begun.status).toBe(202);
    const job = await finish(begun);
    expect(job).toMatchObject({ state: 'done', total: 2, changed: 1, unchanged: 1, refused: 0, may_undo: true });
    expect(await tagged()).toEqual(some(0, 1));
    const { body } = await at.operator('GET', `/v1/fan-jobs/${String(begun.body.id)}/items?outcome=changed`);
    expect(rowsOf(body)).toMatchObject([{ outcome: 'changed', reason: null }]);
    const undo = await at.operator('POST', `/v1/fan-jobs/${String(begun.body.id)}/undo`);
    expect(await finish(undo)).toMatchObject({ changed: 1, may_undo: false });
    const kept = await at.app.db.selectFrom('fan_tag').select('source').execute();
    expect(kept).toEqual([{ source: 'rule' }]);
    expect((await at.operator('POST', `/v1/fan-jobs/${String(begun.body.id)}/undo`)).body.code).toBe('JOB409');
  });

  it('takes tags off, and undoing puts them back as they were', async () => {
    const added_at = new Date('2026-01-02T03:04:05.678Z');
    const own = { shop_id: at.shop, fan_id: fans[1] ?? '', tag_id: tag, source: 'import:x', added_at };
    await at.app.db.insertInto('fan_tag').values(own).execute();
    const begun = await start({ kind: 'untag', tag_ids: [tag] }, all);
    expect(await finish(begun)).toMatchObject({ changed: 1, unchanged: 2 });
    expect(await tagged()).toEqual([]);
    await finish(await at.operator('POST', `/v1/fan-jobs/${String(begun.body.id)}/undo`));
    expect(await at.app.db.selectFrom('fan_tag').selectAll().execute()).toEqual([own]);
  });

  it('gives fans to a person; undoing leaves those who were given on since', async () => {
    const begun = await start({ kind: 'assign', owner_id: at.staffId }, all);
    expect(await finish(begun)).toMatchObject({ changed: 2, unchanged: 1 });
    await at.app.db
      .updateTable('fan_shop')
      .set({ owner_id: at.operatorId })
      .where('fan_id', '=', fans[0] ?? '')
      .execute();
    expect(await finish(await at.operator('POST', `/v1/fan-jobs/${String(begun.body.id)}/undo`))).toMatchObject({
      changed: 1,
      unchanged: 1,
    });
    const owners = await at.app.db.selectFrom('fan_shop').select(['nick', 'owner_id']).orderBy('nick').execute();
    expect(new Map(owners.map(({ nick, owner_id }) => [nick, owner_id]))).toEqual(
      new Map([
        ['一', at.operatorId],
        ['三', at.staffId],
        ['二', null],
      ]),
    );
  });

  it('gives fans back to where their owner is now, not to the team that they have left', async () => {
    const { db } = at.app;
    const team = { shop_id: at.shop, name: '旧组' };
    const old = await db.insertInto('team').values(team).returning('id').executeTakeFirstOrThrow();
    const [fan = ''] = fans;
    await db.updateTable('fan_shop').set({ owner_id: at.staffId, team_id: old.id }).where('fan_id', '=', fan).execute();
    const begun = await start({ kind: 'assign', owner_id: at.operatorId }, { fan_ids: [fan] });
    expect(await finish(begun)).toMatchObject({ changed: 1 });
    await finish(await at.operator('POST', `/v1/fan-jobs/${String(begun.body.id)}/undo`));
    const place = db.selectFrom('fan_shop').select(['owner_id', 'team_id']).where('fan_id', '=', fan);
    expect(await place.execute()).toEqual([{ owner_id: at.staffId, team_id: null }]);
  });

  it('lets fans into an SOP and says why not', async () => {
    const sop = await at.createLive('欢迎');
    const begun = await start({ kind: 'enter', sop_id: sop }, all);
    expect(await finish(begun)).toMatchObject({ changed: 3, refused: 0, may_undo: false });
    const asked = await at.app.db.selectFrom('fact_outbox').select('ids').where('kind', '=', 'hand').execute();
    expect(asked.flatMap(({ ids }) => ids).sort()).toEqual([...fans].sort());
    await at.app.db
      .insertInto('entry')
      .values({ sop_id: sop, fan_id: fans[0] ?? '', active: true, n: 1, happened_at: new Date() })
      .execute();
    const again = await start({ kind: 'enter', sop_id: sop }, { fan_ids: some(0) });
    expect(await finish(again)).toMatchObject({ changed: 0, refused: 1 });
    const { body } = await at.operator('GET', `/v1/fan-jobs/${String(again.body.id)}/items`);
    expect(rowsOf(body)).toMatchObject([{ nick: '一', outcome: 'refused', reason: 'already_in' }]);
  });

  it('says beforehand who may enter an SOP, and why others may not', async () => {
    const sop = await at.createLive('回访');
    const ask = (chosen: object, call: Call = at.operator) =>
      call('POST', '/v1/fan-jobs/entry-preview', { shop_id: at.shop, sop_id: sop, fans: chosen });
    await at.app.db
      .insertInto('entry')
      .values({ sop_id: sop, fan_id: fans[0] ?? '', active: true, n: 1, happened_at: new Date() })
      .execute();
    expect((await ask(all)).body).toEqual({
      judged: 3,
      complete: true,
      may_enter: 2,
      refused: [{ reason: 'already_in', fans: 1, some: [{ fan_id: fans[0], nick: '一' }] }],
    });
    expect((await ask(all, at.staff)).body).toMatchObject({ judged: 1, may_enter: 1, refused: [] });
    expect((await ask(all, at.stranger)).status).toBe(404);
    await at.app.db.updateTable('sop').set({ gate: 'paused' }).where('id', '=', sop).execute();
    expect((await ask({ fan_ids: some(1, 2) })).body).toMatchObject({
      may_enter: 0,
      refused: [{ reason: 'not_open', fans: 2 }],
    });
    expect(await at.app.db.selectFrom('fan_job').select('id').execute()).toEqual([]);
  });

  it('tells those who wait for a tag', async () => {
    const heard = { version_id: tag, sop_id: tag, shop_id: at.shop, role: 'enter' };
    await at.app.db
      .insertInto('listen')
      .values([
        { ...heard, key: 'tag' },
        { ...heard, key: 'tag.add' },
      ])
      .execute();
    await finish(await start({ kind: 'tag', tag_ids: [tag] }, { fan_ids: some(1) }));
    const kinds = await at.app.db.selectFrom('fact_outbox').select('kind').orderBy('kind').execute();
    expect(kinds).toEqual([{ kind: 'event' }, { kind: 'tag' }]);
    const event = await at.app.db.selectFrom('event').select(['type', 'properties']).executeTakeFirstOrThrow();
    expect(event).toEqual({ type: 'tag.add', properties: { tag: '高潜' } });
  });

  it('stops where it is cancelled', async () => {
    const begun = await start({ kind: 'tag', tag_ids: [tag] }, all);
    expect((await at.operator('POST', `/v1/fan-jobs/${String(begun.body.id)}/cancel`)).status).toBe(204);
    expect(await finish(begun)).toMatchObject({ state: 'cancelled', changed: 0 });
    expect(await tagged()).toEqual([]);
  });
});

describe('rights', () => {
  it('touches nobody whom the person may not change, named or found', async () => {
    const own = await start({ kind: 'tag', tag_ids: [tag] }, all, at.staff);
    expect(await finish(own, at.staff)).toMatchObject({ total: 1, changed: 1 });
    expect(await tagged()).toEqual(some(2));
    expect((await start({ kind: 'tag', tag_ids: [tag] }, { fan_ids: some(0) }, at.staff)).body.code).toBe('JOB422');
    expect((await start({ kind: 'tag', tag_ids: [tag] }, all, at.analyst)).status).toBe(403);
    expect((await start({ kind: 'tag', tag_ids: [tag] }, all, at.stranger)).status).toBe(404);
  });

  it('asks again when it comes to a fan', async () => {
    const begun = await start({ kind: 'tag', tag_ids: [tag] }, all, at.staff);
    await at.app.db.updateTable('fan_shop').set({ owner_id: at.operatorId }).where('nick', '=', '三').execute();
    expect(await finish(begun, at.staff)).toMatchObject({ changed: 0, refused: 1 });
    expect(await tagged()).toEqual([]);
  });

  it('lets nobody give fans away whom they could not manage then, or to whom does not work here', async () => {
    const stranger = await at.app.db
      .selectFrom('staff')
      .select('id')
      .where('login', '=', 'stranger')
      .executeTakeFirstOrThrow();
    expect((await start({ kind: 'assign', owner_id: stranger.id }, all)).body.code).toBe('JOB424');
    expect((await start({ kind: 'assign', owner_id: at.operatorId }, all, at.staff)).body.code).toBe('JOB424');
  });

  it('asks once more whether fans may be given to the person, and gives none back to whoever has left', async () => {
    const setActive = (active: boolean) =>
      at.app.db.updateTable('staff').set({ active }).where('id', '=', at.staffId).execute();
    const late = await start({ kind: 'assign', owner_id: at.staffId }, { fan_ids: some(0) });
    const away = await start({ kind: 'assign', owner_id: null }, { fan_ids: some(2) });
    await setActive(false);
    await finish(away);
    expect(await finish(late)).toMatchObject({ changed: 0, refused: 1 });
    const { body } = await at.operator('GET', `/v1/fan-jobs/${String(late.body.id)}/items`);
    expect(rowsOf(body)).toMatchObject([{ outcome: 'refused', reason: 'cannot_own' }]);
    const undo = await at.operator('POST', `/v1/fan-jobs/${String(away.body.id)}/undo`);
    expect(await finish(undo)).toMatchObject({ changed: 0, unchanged: 1 });
    await setActive(true);
    const owned = at.app.db.selectFrom('fan_shop').select('fan_id').where('owner_id', 'is not', null);
    expect(await owned.execute()).toEqual([]);
  });

  it('leaves tags alone that a rule keeps', async () => {
    const text = '标签 "大额" 当 购买金额 > 100元';
    expect((await at.operator('POST', '/v1/definitions', { shop_id: at.shop, text })).status).toBeLessThan(300);
    const rule = await at.app.db.selectFrom('tag').select('id').where('name', '=', '大额').executeTakeFirstOrThrow();
    expect((await start({ kind: 'tag', tag_ids: [rule.id] }, all)).body.code).toBe('JOB423');
  });

  it('shows a job to nobody else', async () => {
    const { body } = await start({ kind: 'tag', tag_ids: [tag] }, all);
    for (const path of ['', '/items'])
      expect((await at.manager('GET', `/v1/fan-jobs/${String(body.id)}${path}`)).status).toBe(404);
    expect((await at.manager('POST', `/v1/fan-jobs/${String(body.id)}/undo`)).status).toBe(404);
  });
});

describe('the export', () => {
  const file = (call: Call, chosen: object = all) =>
    call('POST', '/v1/fans/export', { shop_id: at.shop, fans: chosen, language: 'zh' });

  it('says what the person sees, harmless to a spreadsheet, and is audited', async () => {
    await at.app.db
      .updateTable('fan_shop')
      .set({ nick: '=1+1', spend: 12_345 })
      .where('fan_id', '=', fans[0] ?? '')
      .execute();
    const { status, text } = await file(at.operator);
    expect(status).toBe(200);
    expect(text.split('\r\n')).toHaveLength(5);
    expect(text).toMatch(/^昵称,手机号,负责人/);
    expect(text).toContain(`"'=1+1",138****4021`);
    expect(text).toContain('123.45');
    const own = await file(at.staff);
    expect(own.text).toContain('三');
    expect(own.text).not.toContain('二');
    const audit = await at.app.db.selectFrom('audit').select('detail').where('action', '=', 'fan.export').execute();
    expect(audit).toHaveLength(2);
  });

  it('is refused to whoever sees numbers only', async () => {
    expect((await file(at.analyst)).status).toBe(403);
  });
});
