import { dayAt, minuteAt } from '@fanloom/dsl/core/zone.js';
import { NEW_SHOP } from '@fanloom/dsl/simulate/options.js';
import { DAY_ZERO } from '@fanloom/dsl/simulate/run-test.js';
import { SKIP_REASONS } from '@fanloom/dsl/simulate/test-failure.js';
import type { Refusal, Trace, TraceEntry } from '@fanloom/dsl/simulate/trace.js';
import { type ChannelId, CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { Language } from './command.js';

/** What happened to the fan of a test, a line each; which steps were passed is left out. */
export function traceLines(trace: Trace, language: Language): string[] {
  return trace.flatMap((entry) => {
    const words = wordsOf(entry);
    return words === null ? [] : `${momentOf(entry.at, language)}  ${words[language]}`;
  });
}

/** `第3天 10:00`, as tests are written. */
function momentOf(at: number, language: Language): string {
  const day = String(dayAt(at, NEW_SHOP.zone) - DAY_ZERO);
  const minute = minuteAt(at, NEW_SHOP.zone);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return language === 'zh' ? `第${day}天 ${clock}` : `day ${day} ${clock}`;
}

const REFUSALS: Record<Refusal, Bilingual> = {
  already_in: { zh: '还在流程里', en: 'still in it' },
  too_soon: { zh: '再次进入的时间没到', en: 'too soon to enter again' },
  leaves_already: { zh: '离开的条件已经成立', en: 'what ends the SOP holds already' },
};

function wordsOf(entry: TraceEntry): Bilingual | null {
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
      const [zh, en] = [momentOf(entry.until, 'zh'), momentOf(entry.until, 'en')];
      return { zh: `${channel.zh}遇到免打扰，等到${zh}`, en: `${channel.en} held back until ${en}` };
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
    case 'started':
      return { zh: `启动流程“${entry.sop}”`, en: `started "${entry.sop}"` };
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
