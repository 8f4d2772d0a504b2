import { REFUSALS, SKIP_REASONS } from '../simulate/test-failure.js';
import type { TraceEntry } from '../simulate/trace.js';
import type { Bilingual } from '../problem/problem.js';
import { type ChannelId, CHANNELS } from '../vocabulary/channel.js';

/** How an instant is told to the reader. */
export type TellTime = (at: number) => Bilingual;

/** What happened to a fan, in one line; null for steps that were only passed. */
export function traceWords(entry: TraceEntry, tellTime: TellTime): Bilingual | null {
  switch (entry.kind) {
    case 'refused':
      return { zh: `没有进入：${REFUSALS[entry.reason].zh}`, en: `did not enter: ${REFUSALS[entry.reason].en}` };
    case 'entered':
      return { zh: '进入流程', en: 'entered' };
    case 'finished':
      return { zh: '走完流程', en: 'came to the end' };
    case 'expired':
      return { zh: '超过最长时间，结束', en: 'expired' };
    case 'goal':
      return { zh: '达成目标', en: 'reached the goal' };
    case 'left':
      return { zh: `离开（第${String(entry.clause + 1)}个“一旦”）`, en: `left (clause ${String(entry.clause + 1)})` };
    case 'reached':
    case 'took':
    case 'waits':
      return null;
    case 'held': {
      const channel = channelName(entry.channel);
      const until = tellTime(entry.until);
      return { zh: `${channel.zh}遇到免打扰，等到${until.zh}`, en: `${channel.en} held back until ${until.en}` };
    }
    case 'sent': {
      const channel = channelName(entry.channel);
      const coupon = entry.coupon === null ? { zh: '', en: '' } : withCoupon(entry.coupon);
      return {
        zh: `发出${channel.zh}“${entry.text}”${coupon.zh}`,
        en: `sent ${channel.en} "${entry.text}"${coupon.en}`,
      };
    }
    case 'skipped': {
      const channel = channelName(entry.channel);
      const why = SKIP_REASONS[entry.reason];
      return { zh: `没有发${channel.zh}：${why.zh}`, en: `did not send ${channel.en}: ${why.en}` };
    }
    case 'tagged':
      return { zh: `打标签 ${quoted(entry.names)}`, en: `tagged ${quoted(entry.names)}` };
    case 'untagged':
      return { zh: `去标签 ${quoted(entry.names)}`, en: `untagged ${quoted(entry.names)}` };
    case 'task':
      return { zh: `任务“${entry.title}”`, en: `task "${entry.title}"` };
    case 'set':
      return { zh: `设“${entry.field}”`, en: `set "${entry.field}"` };
    case 'upgraded':
      return { zh: `升级到“${entry.level}”`, en: `upgraded to "${entry.level}"` };
    case 'points':
      return { zh: `加${String(entry.points)}积分`, en: `added ${String(entry.points)} points` };
    case 'granted':
      return { zh: `发券“${entry.coupon}”`, en: `gave the coupon "${entry.coupon}"` };
    case 'not_granted': {
      const why = SKIP_REASONS[entry.reason];
      return { zh: `没有发券“${entry.coupon}”：${why.zh}`, en: `did not give the coupon "${entry.coupon}": ${why.en}` };
    }
    case 'assigned':
      return { zh: '分配了负责人', en: 'got an owner' };
    case 'handed_over':
      return { zh: '转交给别人', en: 'handed over' };
    case 'notified':
      return { zh: '提醒了同事', en: 'told a colleague' };
    case 'task_handed_over':
      return { zh: `任务“${entry.title}”转交给别人`, en: `task "${entry.title}" handed over` };
    case 'started':
      return { zh: `启动流程“${entry.sop}”`, en: `started "${entry.sop}"` };
    case 'stopped':
      return { zh: `停止流程“${entry.sop}”`, en: `stopped "${entry.sop}"` };
    case 'pushed':
      return { zh: `推送“${entry.name}”`, en: `pushed to "${entry.name}"` };
  }
}

function channelName(channel: string): Bilingual {
  const zh = Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel as ChannelId].zh : channel;
  return { zh, en: channel };
}

function withCoupon(name: string): Bilingual {
  return { zh: `，附券“${name}”`, en: `, with coupon "${name}"` };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
