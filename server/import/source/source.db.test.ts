import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../../sop/testing/sop-shop.js';
import { runImport } from '../run/run-import.js';
import { buildZip } from '../testing/build-xlsx.js';
import { sweepUploads, uploadPath } from '../file/upload-file.js';
import { claimDue } from './due-source.sql.js';
import { type Puller, pullSource } from './pull-source.js';

let at: SopShop;
let host: Server;
let address: string;
let folder: string;
let puller: Puller;
let requests: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

const csv = (nick: string) => `昵称,来源\n${nick},短视频\n`;

beforeAll(async () => {
  at = await createSopShop();
  host = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  address = `http://127.0.0.1:${String((host.address() as AddressInfo).port)}/export/fans.csv`;
  at.app.deps.settings.internalHosts.addSubnet('127.0.0.0', 8);
  folder = await mkdtemp(join(tmpdir(), 'fanloom-pull-'));
  const { internalHosts } = at.app.deps.settings;
  puller = { db: at.app.db, keys: at.app.deps.secrets, folder, internalHosts };
});

beforeEach(async () => {
  requests = [];
  answer = (_, response) => response.end(csv('小鹿'));
  for (const table of ['import_source', 'import'] as const) await at.app.db.deleteFrom(table).execute();
});

afterAll(async () => {
  host.close();
  await rm(folder, { recursive: true });
  await at.app.close();
});

const options = { mode: 'history', session: null, owner_id: null, consent: [] };
const form = (more: object = {}) => ({
  ...{ name: '每日粉丝', url: address, kind: 'followers', options, header: null, active: true },
  schedule: { daily_at: '03:00' },
  ...more,
});
const add = (more: object = {}) => at.operator('POST', '/v1/import-sources', { shop_id: at.shop, ...form(more) });
const list = async () => rowsOf((await at.operator('GET', `/v1/import-sources?shop=${at.shop}`)).body);
const codeOf = async (answered: ReturnType<SopShop['operator']>) => (await answered).body.code;

/** Has the source pulled as the server would, in this process. */
async function pull(id: string, with_: Partial<Puller> = {}) {
  expect((await at.operator('POST', `/v1/import-sources/${id}/pull`)).status).toBe(202);
  const source = await claimDue(at.app.db);
  if (!source) throw new Error('Nothing is due');
  await pullSource({ ...puller, ...with_ }, source, new AbortController().signal);
  const { body } = await at.operator('GET', `/v1/import-sources/${id}/pulls`);
  return rowsOf(body)[0];
}

const problemOf = (pulled: Record<string, unknown> | undefined) => (pulled?.problem as { code: string } | null)?.code;

it('fetches a file with its secret, imports it, and asks for it again only where it is another', async () => {
  const id = String((await add({ header: { name: 'Authorization', value: 'Bearer s3cret' } })).body.id);
  answer = (request, response) => {
    response.setHeader('etag', '"1"').setHeader('content-disposition', `attachment; filename*=UTF-8''%E7%B2%89.csv`);
    if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else response.end(csv('小鹿'));
  };
  const first = await pull(id);
  expect(first).toMatchObject({ outcome: 'imported', problem: null });
  const importId = String(first?.import_id);
  await runImport(at.app.db, puller.keys, importId, uploadPath(folder, importId));
  const { body } = await at.operator('GET', `/v1/imports/${importId}`);
  expect(body).toMatchObject({ state: 'done', loaded: 1, file_name: '粉.csv', created_by: { name: 'operator' } });

  expect(await pull(id)).toMatchObject({ outcome: 'unchanged', import_id: null });
  expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer s3cret', 'Bearer s3cret']);
  answer = (_, response) => response.end(csv('小鹿'));
  expect(await pull(id), 'the same content under no version').toMatchObject({ outcome: 'unchanged' });
  answer = (_, response) => response.end(csv('小马'));
  expect(await pull(id)).toMatchObject({ outcome: 'imported' });
  const [source] = await list();
  expect(source).toMatchObject({ header_name: 'authorization', daily_at: '03:00', last: { outcome: 'imported' } });
  expect(JSON.stringify(source)).not.toContain('s3cret');
});

it('tells with each pull what its import gives reason to look at, and on the page of data quality', async () => {
  const id = String((await add({ kind: 'orders' })).body.id);
  const rows = Array.from({ length: 2_500 }, (_, i) => `${String(i)},n${String(i)},01/02/2026,$5`);
  answer = (_, response) =>
    response.end(['order_id,nick,order_date,total', ...rows, '9999,x,01/02/2026,€6'].join('\n'));
  const importId = String((await pull(id))?.import_id);
  const pulls = async () => rowsOf((await at.operator('GET', `/v1/import-sources/${id}/pulls`)).body);
  const codesOf = (told: unknown) => (told as { code: string }[]).map(({ code }) => code);
  expect(codesOf((await pulls())[0]?.cautions)).toEqual(['IMP130']);
  await runImport(at.app.db, puller.keys, importId, uploadPath(folder, importId));
  expect(codesOf((await pulls())[0]?.cautions)).toEqual(['IMP127', 'IMP130']);
  expect(codesOf(((await list())[0]?.last as { cautions: unknown }).cautions)).toEqual(['IMP127', 'IMP130']);
  const { body } = await at.operator('GET', `/v1/imports/${importId}`);
  expect(JSON.stringify(body['cautions'])).toContain('USD 2500 / EUR 1 rows');
  const quality = (await at.operator('GET', `/v1/quality?shop=${at.shop}`)).body;
  expect(quality.cautions).toMatchObject([{ import_id: importId, code: 'IMP127' }, { code: 'IMP130' }]);
});

it('unpacks what it fetches', async () => {
  const id = String((await add()).body.id);
  answer = (_, response) => response.end(gzipSync(csv('小羊')));
  const importId = String((await pull(id))?.import_id);
  await runImport(at.app.db, puller.keys, importId, uploadPath(folder, importId));
  expect((await at.operator('GET', `/v1/imports/${importId}`)).body).toMatchObject({ state: 'done', loaded: 1 });
});

it('takes each table of an archive, and says of which one it could not take', async () => {
  const id = String((await add()).body.id);
  const others = { 'march/more.csv': csv('小马'), 'march/page.csv': '<html><body>登录</body></html>' };
  answer = (_, response) => response.end(buildZip({ 'march/fans.csv': csv('小羊'), ...others }));
  const before = await readdir(folder);
  await pull(id);
  const pulls = rowsOf((await at.operator('GET', `/v1/import-sources/${id}/pulls`)).body);
  expect(pulls).toMatchObject([
    { outcome: 'failed', problem: { code: 'IMP102' } },
    { outcome: 'imported' },
    { outcome: 'imported' },
  ]);
  expect(JSON.stringify(pulls[0]?.problem)).toContain('page.csv: ');
  const ids = pulls.slice(1).map((taken) => String(taken['import_id']));
  expect((await readdir(folder)).sort()).toEqual([...before, ...ids].sort());

  expect(problemOf(await pull(id)), 'what failed is tried again, without the others').toBe('IMP102');
  expect(await list()).toMatchObject([{ last: { outcome: 'failed' } }]);
  const mended = { ...others, 'march/page.csv': csv('小鱼') };
  answer = (_, response) => response.end(buildZip({ 'march/fans.csv': csv('小羊'), ...mended }));
  expect(await pull(id)).toMatchObject({ outcome: 'imported' });
  const imports = at.app.db.selectFrom('import').select('file_name').orderBy('file_name');
  expect((await imports.execute()).map(({ file_name }) => file_name)).toEqual(['fans.csv', 'more.csv', 'page.csv']);
  expect(await pull(id)).toMatchObject({ outcome: 'unchanged' });
});

it.each([
  ['IMP131', (response: ServerResponse) => response.writeHead(403).end('nick=小鹿')],
  ['IMP131', (response: ServerResponse) => response.setHeader('content-encoding', 'gzip').end('x')],
  ['IMP132', (response: ServerResponse) => response.socket?.destroy()],
  ['IMP133', (response: ServerResponse) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()],
  ['IMP134', (response: ServerResponse) => response.end(Buffer.alloc(2_000, 'x'))],
  ['IMP102', (response: ServerResponse) => response.end('<html><body>登录</body></html>')],
])('says why with %s, leaves nothing behind, and tries again soon', async (code, respond) => {
  // At a time of the day it may be due by itself within these minutes.
  const id = String((await add({ schedule: { every_hours: 100 } })).body.id);
  answer = (_, response) => void respond(response);
  const before = await readdir(folder);
  const pulled = await pull(id, { mostBytes: 1_000 });
  expect(problemOf(pulled)).toBe(code);
  expect(JSON.stringify(pulled)).not.toContain('小鹿');
  expect(await readdir(folder)).toEqual(before);
  const { rows } = await sql<{ minutes: number }>`
    select round(extract(epoch from next_at - business_now()) / 60)::int as minutes from import_source`.execute(
    at.app.db,
  );
  expect(rows).toEqual([{ minutes: 15 }]);
});

it('waits for its own time after the fourth failure in a row', async () => {
  const id = String((await add({ schedule: { every_hours: 100 } })).body.id);
  answer = (_, response) => response.writeHead(500).end();
  const hours: number[] = [];
  for (let n = 0; n < 4; n++) {
    await pull(id);
    const { rows } = await sql<{ hours: number }>`
      select (extract(epoch from next_at - business_now()) / 3600)::float8 as hours from import_source`.execute(
      at.app.db,
    );
    hours.push(Math.round(rows[0]?.hours ?? 0));
  }
  expect(hours).toEqual([0, 0, 0, 100]);
});

it('is due each day at its time in the zone of the shop', async () => {
  await add();
  const { rows } = await sql<{ time: string; ahead: boolean }>`
    select (next_at at time zone shop.zone)::time::text as time,
      next_at > business_now() and next_at <= business_now() + interval '1 day' as ahead
    from import_source join shop on shop.id = shop_id`.execute(at.app.db);
  expect(rows).toEqual([{ time: '03:00:00', ahead: true }]);
});

it('is taken by one of several servers, and by another once that one is gone', async () => {
  const id = String((await add()).body.id);
  expect(await claimDue(at.app.db)).toBeUndefined();
  await at.operator('POST', `/v1/import-sources/${id}/pull`);
  const claims = await Promise.all([claimDue(at.app.db), claimDue(at.app.db), claimDue(at.app.db)]);
  const [gone, ...others] = claims.filter((claim) => claim !== undefined);
  if (!gone) throw new Error('Nobody has it');
  expect(others).toEqual([]);
  await sql`update import_source set lease_until = clock_timestamp() - interval '1 second'`.execute(at.app.db);
  const heir = await claimDue(at.app.db);
  if (!heir) throw new Error('Nobody took it over');
  const signal = new AbortController().signal;
  await pullSource(puller, heir, signal);
  await pullSource(puller, gone, signal);
  expect(rowsOf((await at.operator('GET', `/v1/import-sources/${id}/pulls`)).body)).toHaveLength(1);
  const running = at.app.db.selectFrom('import').select('id').where('state', '=', 'running');
  expect(await running.where('file_name', '=', 'fans.csv').execute()).toHaveLength(1);
});

it('goes on where a server was asked to stop in the middle', async () => {
  const id = String((await add()).body.id);
  const stopping = new AbortController();
  answer = () => stopping.abort();
  await at.operator('POST', `/v1/import-sources/${id}/pull`);
  const source = await claimDue(at.app.db);
  if (!source) throw new Error('Nothing is due');
  await pullSource(puller, source, stopping.signal);
  expect(await list()).toMatchObject([{ last: null }]);
  expect((await claimDue(at.app.db))?.id).toBe(id);
});

it('stops when the person in charge has left or may no longer import, until somebody else takes it over', async () => {
  const leaver = await at.app.addStaff('leaver', 'operator', at.shop);
  const heir = await at.app.addStaff('heir', 'operator', at.shop);
  const id = String((await add()).body.id);
  const handOver = (staff_id: string, call = at.operator) =>
    call('PUT', `/v1/import-sources/${id}/run-by`, { staff_id });
  expect((await handOver(leaver)).status).toBe(204);
  expect(await list()).toMatchObject([{ run_by: { id: leaver, name: 'leaver' } }]);
  await at.app.db.updateTable('staff').set({ active: false }).where('id', '=', leaver).execute();
  expect(problemOf(await pull(id))).toBe('IMP138');
  expect(await list()).toMatchObject([{ active: false, last: { outcome: 'failed' } }]);
  expect(await claimDue(at.app.db)).toBeUndefined();

  expect(await codeOf(handOver(leaver))).toBe('IMP139');
  expect(await codeOf(handOver(at.staffId))).toBe('IMP139');
  expect((await handOver(heir, at.staff)).status).toBe(403);
  expect((await handOver(heir, at.stranger)).status).toBe(404);
  expect(requests).toEqual([]);
  expect((await handOver(heir)).status).toBe(204);
  const taken = await pull(id);
  expect(taken).toMatchObject({ outcome: 'imported' });
  const kept = at.app.db.selectFrom('import').select('created_by').where('id', '=', String(taken?.import_id));
  expect(await kept.execute()).toEqual([{ created_by: heir }]);
  await at.app.db.deleteFrom('staff_role').where('staff_id', '=', heir).execute();
  expect(problemOf(await pull(id))).toBe('IMP138');
});

it('leaves no half of a file behind for long when a server is killed', async () => {
  const [old, young] = ['old.part', 'young.part'].map((name) => join(folder, name));
  for (const path of [old, young]) await writeFile(String(path), 'nick=小鹿');
  const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
  await utimes(String(old), hoursAgo, hoursAgo);
  await sweepUploads(at.app.db, folder);
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual(['young.part']);
  await rm(String(young));
});

it('keeps to addresses that may be called, and a secret to the host it was given for', async () => {
  expect(await codeOf(add({ url: 'http://10.0.0.1/x.csv' }))).toBe('CHANNEL422');
  expect(await codeOf(add({ url: 'https://169.254.169.254/latest' }))).toBe('CHANNEL422');
  expect(await codeOf(add({ url: 'http://8.8.8.8/x.csv' }))).toBe('IMP135');
  expect((await add({ url: 'https://user:pass@8.8.8.8/x.csv' })).status).toBe(400);
  expect((await add({ header: { name: 'Host', value: 'x' } })).status).toBe(400);
  expect((await add({ header: { name: 'X-Key', value: 'a\r\nb: c' } })).status).toBe(400);
  const id = String((await add({ header: { name: 'X-Key', value: 'k' } })).body.id);
  const { header: _, ...same } = form();
  const change = (more: object) => at.operator('PUT', `/v1/import-sources/${id}`, { ...same, ...more });
  expect(await codeOf(change({ url: 'https://8.8.8.8/fans.csv' }))).toBe('IMP136');
  expect((await change({ name: '改名' })).status).toBe(204);
  expect((await change({ url: 'https://8.8.8.8/fans.csv', header: null })).status).toBe(204);
  // What IT no longer allows is not called, whenever it was settled.
  expect((await change({ header: null })).status).toBe(204);
  expect(problemOf(await pull(id, { internalHosts: new BlockList() }))).toBe('CHANNEL422');
  expect(requests).toEqual([]);
});

it('is there for whoever imports into the shop', async () => {
  const id = String((await add()).body.id);
  expect(await codeOf(add())).toBe('IMP137');
  const path = `/v1/import-sources/${id}`;
  for (const [method, where] of [
    ['PUT', path],
    ['DELETE', path],
    ['POST', `${path}/pull`],
  ] as const) {
    const body = method === 'PUT' ? form() : undefined;
    expect([where, (await at.stranger(method, where, body)).status]).toEqual([where, 404]);
    expect([where, (await at.staff(method, where, body)).status]).toEqual([where, 403]);
  }
  expect((await at.stranger('GET', `${path}/pulls`)).status).toBe(404);
  expect((await at.stranger('GET', `/v1/import-sources?shop=${at.shop}`)).status).toBe(404);
  expect((await at.stranger('POST', '/v1/import-sources', { shop_id: at.shop, ...form() })).status).toBe(404);
  expect((await at.operator('DELETE', path)).status).toBe(204);
  expect(await list()).toEqual([]);
});
