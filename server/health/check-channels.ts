import type { BlockList } from 'node:net';
import { z } from 'zod';
import { reachableAddresses } from '../channel/webhook-address.js';
import type { Db } from '../db/database.js';
import { Problem } from '../problem/problem.js';
import { fail, type Finding, ok, warn } from './finding.js';

const webhook = z.object({ url: z.url() });

/** Whether every webhook's host is known and may be called. Nothing is sent. */
export async function checkChannels(db: Db, internalHosts: BlockList): Promise<Finding> {
  const bindings = await db
    .selectFrom('channel_binding')
    .innerJoin('shop', 'shop.id', 'channel_binding.shop_id')
    .select(['shop.name', 'channel', 'config'])
    .where('provider', '=', 'webhook')
    .orderBy('shop.name')
    .orderBy('channel')
    .execute();
  if (bindings.length === 0) {
    return warn(
      'channels',
      { zh: '没有接入渠道：消息只进沙箱', en: 'No channel has a provider: messages go to the sandbox' },
      {
        zh: '请在网页左侧的“渠道”中接入短信、私信等服务商。',
        en: 'Bind channels to providers on the page Channels.',
      },
    );
  }
  const closed: string[] = [];
  for (const { name, channel, config } of bindings) {
    if (!(await isReachable(config, internalHosts))) closed.push(`${name} ${channel}`);
  }
  const count = String(bindings.length);
  if (closed.length === 0) return ok('channels', { zh: `${count} 个渠道已接入`, en: `${count} channels are bound` });
  return fail(
    'channels',
    { zh: `网址不可用：${closed.join('、')}`, en: `Addresses that cannot be called: ${closed.join(', ')}` },
    {
      zh: '请检查域名解析；内网地址须列入 FANLOOM_INTERNAL_HOSTS。',
      en: 'Check the name resolution; addresses inside the company must stand in FANLOOM_INTERNAL_HOSTS.',
    },
  );
}

async function isReachable(config: unknown, internalHosts: BlockList): Promise<boolean> {
  const { data } = webhook.safeParse(config);
  if (!data) return false;
  try {
    await reachableAddresses(new URL(data.url), internalHosts);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
