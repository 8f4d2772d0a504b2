import { createMiddleware } from 'hono/factory';
import { bindingContext } from '../channel/binding-context.js';
import { webhookSignature } from '../channel/webhook-signature.js';
import { sameText } from '../crypto/same-text.js';
import { Problem } from '../problem/problem.js';
import type { BaseEnv } from '../request/context.js';

const LATE_SECONDS = 300;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Lets in what is signed with the secret of the channel that the path names. */
export const checkSignature = createMiddleware<BaseEnv>(async (c, next) => {
  const { db, secrets } = c.var.deps;
  const { shop = '', channel = '' } = c.req.param() as Record<string, string | undefined>;
  const timestamp = c.req.header('x-fanloom-timestamp') ?? '';
  const binding = await db
    .selectFrom('channel_binding')
    .select('secret_encrypted')
    .where('shop_id', '=', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(shop) ? shop : NOBODY)
    .where('channel', '=', channel.replaceAll('\0', ''))
    .where('provider', '=', 'webhook')
    .executeTakeFirst();
  const isRecent = Math.abs(Date.now() / 1000 - Number(timestamp)) <= LATE_SECONDS;
  if (!binding?.secret_encrypted || !/^\d{1,12}$/.test(timestamp) || !isRecent) throw unsigned();
  const secret = secrets.masterKeys.open(binding.secret_encrypted, bindingContext(shop, channel));
  const signature = webhookSignature(secret, timestamp, await c.req.text());
  if (!sameText(c.req.header('x-fanloom-signature') ?? '', signature)) throw unsigned();
  await next();
});

/** One answer for every reason. */
function unsigned(): Problem {
  return new Problem(401, 'RECEIPT401', {
    zh: '签名不对、已超过五分钟，或这家店的这个渠道没有绑定 webhook。请用该渠道的密钥对“时间戳.正文”重新签名。',
    en: 'The signature is wrong or older than five minutes, or no webhook carries this channel of the shop. Sign “timestamp.body” with the channel’s secret.',
  });
}
