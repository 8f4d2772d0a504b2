import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../http/app.js';
import { createTestApp, testPassword, type TestApp } from '../http/testing/test-app.js';
import type { Deps } from '../request/context.js';
import { runImport } from './run/run-import.js';
import { buildXlsx } from './testing/build-xlsx.js';
import { undoImport } from './undo/undo-import.js';
import { sweepUploads, uploadPath } from './file/upload-file.js';

let test: TestApp;
let deps: Deps;
let app: ReturnType<typeof createApp>;
let folder: string;
let shopId: string;
let foreignShop: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-uploads-'));
  test = await createTestApp();
  deps = { ...test.deps, settings: { ...test.deps.settings, uploadFolder: folder } };
  app = createApp(deps);
  const shop = (name: string) => test.db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow();
  shopId = (await shop('花房')).id;
  foreignShop = (await shop('别家')).id;
  await test.addStaff('operator', 'operator', shopId);
  await test.addStaff('stranger', 'operator', foreignShop);
  await test.addStaff('clerk', 'staff', shopId);
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

async function logIn(login: string) {
  const answer = await app.request(
    '/v1/session',
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password: testPassword }),
    },
    { incoming: { socket: { remoteAddress: '127.0.0.1', remotePort: 1, remoteFamily: 'IPv4' } } },
  );
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const send = async (method: string, path: string, body?: unknown) => {
    const isForm = body instanceof FormData;
    const response = await app.request(path, {
      method,
      headers: { cookie, ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      text,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  };
  return send;
}

function form(content: string | Buffer, name = '粉丝.csv', shop = shopId): FormData {
  const data = new FormData();
  data.set('shop_id', shop);
  data.set('file', new File([new Uint8Array(Buffer.from(content))], name));
  return data;
}

const LIST = '昵称,关注时间,手机号\n小鹿,2026-03-01 10:00,13812344021\n大象,明天,\n';

describe('importing through the API', () => {
  it('goes from the upload over the preview to the result and the rejected rows', async () => {
    const send = await logIn('operator');
    const upload = await send('POST', '/v1/imports/preview', form(LIST));
    expect(upload.status).toBe(200);
    expect(upload.body).toMatchObject({
      kind: 'followers',
      header_row: 1,
      problems: [],
      scan: { accepted: 1, rejected: 1, layout: 1, complete: true },
    });
    const id = String(upload.body['upload_id']);
    const columns = upload.body['columns'] as { type: unknown }[];
    expect(await send('GET', `/v1/imports?shop=${shopId}`)).toMatchObject({ body: { items: [] } });

    const plan = {
      upload_id: id,
      kind: 'followers',
      header_row: 1,
      columns: columns.map(({ type, ...column }) => (void type, column)),
      options: { consent: ['sms'] },
    };
    expect((await send('POST', '/v1/imports', plan)).status).toBe(202);
    expect((await send('POST', '/v1/imports', plan)).body).toMatchObject({ code: 'IMP116' });
    await runImport(test.db, deps.secrets, id, uploadPath(folder, id));

    const detail = await send('GET', `/v1/imports/${id}`);
    expect(detail.body).toMatchObject({
      state: 'done',
      file_name: '粉丝.csv',
      layout: 1,
      loaded: 1,
      merged: 0,
      unchanged: 0,
      rejected: 1,
      created_by: { name: 'operator' },
      reasons: [{ code: 'IMP206', count: 1 }],
    });
    const file = await send('GET', `/v1/imports/${id}/rejects.csv`);
    expect(file.text).toContain('3,“关注时间”不是日期时间 (IMP206),大象,明天,');
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('粉丝-rejects.csv'));
    expect((await send('POST', `/v1/imports/${id}/cancel`)).body).toMatchObject({ code: 'IMP118' });
    const audit = await test.db
      .selectFrom('audit')
      .select('action')
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute();
    expect(audit.map((entry) => entry.action)).toEqual(['import.start', 'import.rejects']);
  });

  it('looks again with what a person corrects', async () => {
    const send = await logIn('operator');
    const upload = await send('POST', '/v1/imports/preview', form('谁,啥时候\n小鹿,2026-03-01\n'));
    expect(upload.body).toMatchObject({ kind: null, problems: [{ code: 'IMP104' }] });
    const columns = [
      { index: 0, name: '谁', field: 'nick', unit: null },
      { index: 1, name: '啥时候', field: 'followed_at', unit: null },
    ];
    const again = await send('POST', `/v1/imports/${String(upload.body['upload_id'])}/preview`, {
      choice: { kind: 'followers', header_row: 1 },
      columns,
    });
    expect(again.body).toMatchObject({ kind: 'followers', problems: [], scan: { accepted: 1 } });
  });

  it('takes corrections of single cells, from any kind of file, and imports what they say', async () => {
    const send = await logIn('operator');
    const row = (cells: string[], no: number) =>
      `<row r="${no}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;
    const rows = [
      row(['昵称', '关注时间', '备注'], 2),
      row(['阿"青,', '2026-03-01', '“老”客'], 3),
      row(['阿灰', '明天'], 5),
    ];
    const upload = await send('POST', '/v1/imports/preview', form(buildXlsx(rows.join('')), '粉丝.xlsx'));
    expect(upload.body).toMatchObject({ scan: { accepted: 1, rejected: 1 }, format: { type: 'xlsx' } });
    const { upload_id, header_row, kind } = upload.body as Record<string, string>;
    const id = String(upload_id);
    const plain = ['昵称', '关注时间', '备注'].map((name, index) => ({ index, name, field: null, unit: null }));
    const columns = plain.map((column) => ({ ...column, field: ['nick', 'followed_at', null][column.index] }));
    const wrong = await send('POST', `/v1/imports/${id}/corrections`, {
      cells: [{ row: 5, column: 1, text: '2026-03-02 10:00' }],
      choice: { kind, header_row, sheet: 'x' },
      columns,
    });
    expect(wrong.body).toMatchObject({
      scan: { accepted: 2, rejected: 0 },
      format: { type: 'csv', encoding: 'utf-8' },
    });
    const shown = wrong.body['rows'] as { no: number; cells: string[] }[];
    expect(shown.filter(({ no }) => no > 2).map(({ no, cells }) => [no, ...cells])).toEqual([
      [3, '阿"青,', '2026-03-01', '“老”客'],
      [4, ''],
      [5, '阿灰', '2026-03-02 10:00'],
    ]);
    await send('POST', '/v1/imports', { upload_id, kind, header_row, columns, options: {} });
    const late = { cells: [{ row: 5, column: 0, text: 'x' }] };
    expect((await send('POST', `/v1/imports/${id}/corrections`, late)).body).toMatchObject({ code: 'IMP116' });
    expect(await runImport(test.db, deps.secrets, id, uploadPath(folder, id))).toBe('done');
    expect((await send('GET', `/v1/imports/${id}`)).body).toMatchObject({ loaded: 2, rejected: 0 });
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('undoes an import that is over, once, and says so in the audit', async () => {
    const send = await logIn('operator');
    const upload = await send('POST', '/v1/imports/preview', form('昵称,来源\n阿月,短视频\n'));
    const { upload_id: id, header_row, columns, kind } = upload.body as Record<string, string>;
    const path = `/v1/imports/${String(id)}`;
    expect((await send('POST', `${path}/undo`)).body).toMatchObject({ code: 'IMP117' });
    await send('POST', '/v1/imports', { upload_id: id, kind, header_row, columns, options: {} });
    await runImport(test.db, deps.secrets, String(id), uploadPath(folder, String(id)));
    expect((await send('POST', `${path}/undo`)).status).toBe(202);
    expect((await send('POST', `${path}/undo`)).body).toMatchObject({ code: 'IMP117' });
    await undoImport(test.db, String(id));
    expect((await send('GET', path)).body).toMatchObject({ state: 'undone', undo: { fans_removed: 1 } });
    const audit = test.db.selectFrom('audit').select('action').where('subject_id', '=', String(id)).orderBy('id');
    expect((await audit.execute()).map((entry) => entry.action)).toEqual(['import.start', 'import.undo']);
  });

  it('tries an upload, and reads the next file of its source as this one was read', async () => {
    const send = await logIn('operator');
    const odd = (nick: string) => form(`谁呀,从哪来\n${nick},短视频\n`, `${nick}.csv`);
    const upload = await send('POST', '/v1/imports/preview', odd('阿蓝'));
    expect(upload.body).toMatchObject({ kind: null, remembered: null });
    const columns = [
      { index: 0, name: '谁呀', field: 'nick', unit: null },
      { index: 1, name: '从哪来', field: 'source', unit: null },
    ];
    const plan = { kind: 'followers', header_row: 1, columns, options: { consent: ['sms'] } };
    const id = upload.body['upload_id'];
    const tried = await send('POST', '/v1/imports/dry-run', { upload_id: id, ...plan });
    expect(tried.body).toMatchObject({ loaded: 1, rejected: 0, new_fans: 1, complete: true });
    expect((await send('POST', '/v1/imports', { upload_id: id, ...plan })).status).toBe(202);
    const next = await send('POST', '/v1/imports/preview', odd('阿绿'));
    expect(next.body).toMatchObject({
      kind: 'followers',
      columns: [{ field: 'nick' }, { field: 'source' }],
      remembered: { mode: 'history', consent: ['sms'] },
      problems: [],
    });
    const stranger = await logIn('stranger');
    const elsewhere = await stranger(
      'POST',
      '/v1/imports/preview',
      form('谁呀,从哪来\n阿紫,短视频\n', 'x.csv', foreignShop),
    );
    expect(elsewhere.body).toMatchObject({ kind: null, remembered: null });
    expect((await stranger('POST', '/v1/imports/dry-run', { upload_id: id, ...plan })).status).toBe(404);
  });

  it('remembers how a file without heads, its dates, decimals and words are read', async () => {
    const send = await logIn('operator');
    const rows = (n: number) => form(`${n};pv;03/04/26;1,5\n${n};fav;05/04/26;2,5\n`, `${n}.csv`);
    const upload = await send('POST', '/v1/imports/preview', rows(1));
    expect(upload.body).toMatchObject({ kind: 'events', header_row: 0, problems: [{ code: 'IMP105' }] });
    const fields = ['user_id', 'event_type', 'happened_at', 'price'];
    const columns = fields.map((field, index) => ({ index, name: '', field, unit: null }));
    const notation = { dates: 'day_first', decimal: ',' };
    const plan = { kind: 'events', header_row: 0, columns, notation, events: { fav: null }, options: {} };
    const started = await send('POST', '/v1/imports', { upload_id: upload.body['upload_id'], ...plan });
    expect(started.status).toBe(202);
    const next = await send('POST', '/v1/imports/preview', rows(2));
    expect(next.body).toMatchObject({
      header_row: 0,
      notation,
      events: { fav: null },
      scan: { accepted: 1, rejected: 1 },
    });
    expect(next.body).toMatchObject({
      words: [
        { word: 'pv', event: 'product.click' },
        { word: 'fav', event: null },
      ],
    });
    expect(next.body['remembered']).not.toBeNull();
    const other = await send('POST', '/v1/imports/preview', form('1;2;3;4\n5;6;7;8\n', 'other.csv'));
    expect(other.body).toMatchObject({ kind: null, remembered: null, problems: [{ code: 'IMP123' }] });
  });

  it('does not undo what was never started', async () => {
    const send = await logIn('operator');
    const upload = await send('POST', '/v1/imports/preview', form('用户昵称,观看时长\n阿月,90\n'));
    const answer = await send('POST', `/v1/imports/${String(upload.body['upload_id'])}/undo`);
    expect([answer.status, answer.body['code']]).toEqual([409, 'IMP117']);
  });

  it('is for those with the right to it, in their own shops', async () => {
    const [clerk, stranger, operator] = [await logIn('clerk'), await logIn('stranger'), await logIn('operator')];
    expect((await clerk('POST', '/v1/imports/preview', form(LIST))).status).toBe(403);
    expect((await stranger('POST', '/v1/imports/preview', form(LIST))).status).toBe(404);
    const id = String((await operator('POST', '/v1/imports/preview', form(LIST))).body['upload_id']);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/rejects.csv'],
      ['POST', '/cancel'],
      ['POST', '/undo'],
      ['POST', '/preview'],
    ] as const) {
      expect((await stranger(method, `/v1/imports/${id}${path}`, method === 'POST' ? {} : undefined)).status).toBe(404);
    }
    const cells = [{ row: 2, column: 0, text: '小鱼' }];
    expect((await stranger('POST', `/v1/imports/${id}/corrections`, { cells })).status).toBe(404);
    expect((await app.request('/v1/imports/preview', { method: 'POST', body: form(LIST) })).status).toBe(401);
  });

  it.each([
    [413, 'IMP106', buildXlsx(`<row><c t="inlineStr"><is><t>${' '.repeat(8 * 1024 * 1024)}</t></is></c></row>`)],
    [422, 'IMP102', '%PDF-1.7'],
    [422, 'IMP101', ''],
  ])('answers %i %s for what is no table, and keeps nothing of it', async (status, code, content) => {
    const send = await logIn('operator');
    const before = await readdir(folder);
    const answer = await send('POST', '/v1/imports/preview', form(content, 'x.xlsx'));
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(await readdir(folder)).toEqual(before);
  });

  it('unpacks the one table of an archive', async () => {
    const send = await logIn('operator');
    const { status, body } = await send('POST', '/v1/imports/preview', form(gzipSync(LIST), 'list.csv.gz'));
    expect([status, body['problems']]).toEqual([200, []]);
    expect(await readFile(uploadPath(folder, String(body['upload_id'])), 'utf8')).toBe(LIST);
  });

  it('refuses requests of another form', async () => {
    const send = await logIn('operator');
    expect((await send('POST', '/v1/imports/preview', { file: 'x' })).status).toBe(400);
    expect((await send('POST', '/v1/imports/preview', new FormData())).status).toBe(400);
    expect((await send('POST', '/v1/imports/preview', form(LIST, 'a.csv', 'nonsense'))).status).toBe(400);
  });

  it('sweeps files away whose import is over, and keeps those that wait', async () => {
    const send = await logIn('operator');
    const ids = [];
    for (let i = 0; i < 2; i++)
      ids.push(String((await send('POST', '/v1/imports/preview', form(LIST))).body['upload_id']));
    const [cancelled = '', waiting = ''] = ids;
    expect((await send('POST', `/v1/imports/${cancelled}/cancel`)).status).toBe(204);
    await sweepUploads(test.db, folder);
    expect(ids.map((id) => existsSync(uploadPath(folder, id)))).toEqual([false, true]);
    await test.db
      .updateTable('import')
      .set({ created_at: new Date(Date.now() - 3 * 86_400_000) })
      .where('id', '=', waiting)
      .execute();
    await sweepUploads(test.db, folder);
    expect(existsSync(uploadPath(folder, waiting))).toBe(false);
  });
});
