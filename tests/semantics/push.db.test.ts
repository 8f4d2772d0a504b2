import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, BlockList } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealTargetSecret } from '@fanloom/server/webhook/webhook-secret.js';
import { push } from '@fanloom/workflows/push/push.js';
import { targetDirectory } from '@fanloom/workflows/push/target-directory.js';
import { at, EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';

interface Call {
  key: string | undefined;
  body: string;
  signed: boolean;
}

let kit: EngineKit;
let server: Server;
let calls: Call[];
let answer: number;
const SECRET = 'a secret';

beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
  calls = [];
  answer = 200;
  server = createServer((request, response) => {
    void take(request).then(() => response.writeHead(answer).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/erp`;
  const secret = sealTargetSecret(KEYS.masterKeys, { shop_id: kit.shop.id, name: 'ERP' }, SECRET);
  const target = { shop_id: kit.shop.id, name: 'ERP', url, secret_encrypted: secret, fields: ['spend', 'custom.灯牌'] };
  await kit.db.insertInto('webhook_target').values(target).execute();
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await kit.dispose();
});

async function take(request: IncomingMessage): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString();
  const { 'x-fanloom-timestamp': time, 'x-fanloom-signature': signature, 'idempotency-key': key } = request.headers;
  const expected = createHmac('sha256', SECRET)
    .update(`${String(time)}.${body}`)
    .digest('hex');
  calls.push({ key: String(key), body, signed: signature === `v1=${expected}` });
}

const pushAll = async () => {
  const here = new BlockList();
  here.addAddress('127.0.0.1');
  const targets = targetDirectory(kit.db, KEYS.masterKeys, here);
  while (await push(kit.db, targets));
};

async function follow(): Promise<string> {
  const fan = await kit.happen('小鱼', 'follow');
  await kit.settle();
  return fan;
}

const publish = (body: string) => kit.publish(`流程 "甲" { 当 关注 每人一次 ${body} }`);
const states = () => kit.db.selectFrom('webhook_call').select(['status', 'reason', 'attempt']).execute();

describe('推送', () => {
  it('is one signed call with the effect key: the fan’s id and the granted fields only', async () => {
    await publish('设 字段 "灯牌" = 3 推送 "ERP" 带 购买金额, 字段 "灯牌", 来源');
    const fan = await follow();
    await pushAll();
    expect(calls).toHaveLength(1);
    expect(calls[0]?.signed).toBe(true);
    expect(calls[0]?.key).toMatch(/^[0-9a-f]{32}\/webhook:1$/);
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ fan_id: fan, sop: '甲', fields: { spend: 0, 灯牌: 3 } });
    expect(await states()).toEqual([{ status: 'sent', reason: null, attempt: 1 }]);
  });

  it('is retried for an hour under one key, then recorded as failed, and never blocks the fan', async () => {
    answer = 503;
    await publish('推送 "ERP" 打标签 "走过"');
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['走过']);
    for (let minute = 0; minute <= 90; minute++) {
      await kit.setClock(new Date(at('2026-11-20 12:00').getTime() + minute * 60_000));
      await pushAll();
    }
    expect(calls.length).toBeGreaterThan(5);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
    expect(await states()).toEqual([{ status: 'failed', reason: 'unreachable', attempt: calls.length }]);
  });

  it('goes through when the receiver comes back', async () => {
    answer = 503;
    await publish('推送 "ERP"');
    await follow();
    await pushAll();
    answer = 200;
    await kit.setClock(at('2026-11-20 12:01'));
    await pushAll();
    expect(await states()).toEqual([{ status: 'sent', reason: null, attempt: 2 }]);
  });

  it('is recorded as failed where the shop has no such receiver', async () => {
    await publish('推送 "没有"');
    await follow();
    await pushAll();
    expect(await states()).toMatchObject([{ status: 'failed', reason: 'unknown_target' }]);
  });

  it('waits while the SOP is paused, and is dropped when it is stopped', async () => {
    await publish('推送 "ERP"');
    await follow();
    await kit.db.updateTable('sop').set({ gate: 'paused' }).execute();
    await pushAll();
    expect(await states()).toMatchObject([{ status: 'planned' }]);
    await kit.db.updateTable('sop').set({ gate: 'stopped' }).execute();
    await pushAll();
    expect(await states()).toMatchObject([{ status: 'cancelled' }]);
    expect(calls).toEqual([]);
  });
});
