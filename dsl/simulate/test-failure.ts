import type { Program, Range } from '../ir/program.js';
import type { Expectation } from '../ir/test-case.js';
import type { Bilingual } from '../problem/problem.js';
import { type ChannelId, CHANNELS } from '../vocabulary/channel.js';
import type { Refusal, SkipReason, Trace } from './trace.js';

/** An expectation that did not come true, and what happened instead. */
export interface TestFailure {
  range: Range;
  message: Bilingual;
}

export const SKIP_REASONS: Record<SkipReason, Bilingual> = {
  missed: { zh: '错过', en: 'missed' },
  opted_out: { zh: '已退订', en: 'opted out' },
  no_consent: { zh: '没有授权', en: 'no consent' },
  no_address: { zh: '没有联系方式', en: 'no address' },
  capped: { zh: '超频', en: 'over the limit' },
  no_stock: { zh: '券已发完', en: 'coupon out of stock' },
  no_budget: { zh: '预算用完', en: 'budget used up' },
  missing_content: { zh: '文案缺内容', en: 'the text has a hole' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};

export const REFUSALS: Record<Refusal, Bilingual> = {
  already_in: { zh: '还在流程里', en: 'still in it' },
  too_soon: { zh: '再次进入的时间没到', en: 'too soon to enter again' },
  nothing_to_count: {
    zh: '进来的行为没有带着“每个…一次”说的那一项',
    en: 'the event that lets in does not carry what “once per …” counts by',
  },
  leaves_already: { zh: '离开的条件已经成立', en: 'what ends the SOP holds already' },
};

/** @param sent how many messages went out, of those the expectation counts */
export function explain(expect: Expectation, sent: number, trace: Trace): Bilingual {
  switch (expect.kind) {
    case 'sent':
      return explainSent(expect, sent, trace);
    case 'left':
      return { zh: '粉丝这时没有离开流程。', en: 'The fan has not left the SOP by then.' };
    case 'finished':
      return { zh: '粉丝这时没有走完流程。', en: 'The fan has not come to the end of the SOP by then.' };
    case 'task':
      return { zh: `这时还没有任务“${expect.title}”。`, en: `There is no task "${expect.title}" by then.` };
    case 'started':
      return { zh: `这时还没有启动流程“${expect.sop}”。`, en: `The SOP "${expect.sop}" has not been started by then.` };
    case 'condition':
      return { zh: '这个条件这时不成立。', en: 'This condition does not hold then.' };
  }
}

function explainSent(expect: Extract<Expectation, { kind: 'sent' }>, sent: number, trace: Trace): Bilingual {
  const channel = channelName(expect.channel);
  const wanted = expect.count === null ? { zh: '至少1次', en: 'at least once' } : times(expect.count);
  const skipped = skippedOn(expect.channel, trace);
  return {
    zh: `应当发出${channel.zh}${wanted.zh}，实际${times(sent).zh}${skipped.zh}。`,
    en: `Expected ${channel.en} sent ${wanted.en}, but it was ${times(sent).en}${skipped.en}.`,
  };
}

function times(count: number): Bilingual {
  return { zh: `${String(count)}次`, en: count === 1 ? '1 time' : `${String(count)} times` };
}

function channelName(channel: string | null): Bilingual {
  if (channel === null) return { zh: '', en: 'a message' };
  return { zh: Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel as ChannelId].zh : channel, en: channel };
}

/** Why messages stayed behind usually explains the count. */
function skippedOn(channel: string | null, trace: Trace): Bilingual {
  const reasons = trace.flatMap((entry) =>
    entry.kind === 'skipped' && (channel === null || entry.channel === channel) ? SKIP_REASONS[entry.reason] : [],
  );
  if (reasons.length === 0) return { zh: '', en: '' };
  return {
    zh: `（未发：${reasons.map(({ zh }) => zh).join('、')}）`,
    en: ` (not sent: ${reasons.map(({ en }) => en).join(', ')})`,
  };
}

/** Why the fan is not in the SOP, where that is what an expectation fails for; null for a fan who came in. */
export function notEntered(trace: Trace, { triggers }: Program, dayZero: string): Bilingual | null {
  if (trace.some(({ kind }) => kind === 'entered')) return null;
  const why = trace.flatMap((entry) => (entry.kind === 'refused' ? REFUSALS[entry.reason] : [])).at(-1);
  if (why) return { zh: `粉丝没有进入流程：${why.zh}。`, en: `The fan has not entered the SOP: ${why.en}.` };
  const byClock = triggers.some(({ kind }) => kind === 'schedule' || kind === 'date-field');
  return {
    zh: `粉丝这时还没有进入流程${byClock ? `（测试的第0天是 ${dayZero}，星期一）` : '，请看“当”后面的条件'}。`,
    en: `The fan has not entered the SOP by then${byClock ? ` (day 0 of a test is Monday, ${dayZero})` : '; see its “when”'}.`,
  };
}

export function unknownSop(sop: string): Bilingual {
  return {
    zh: `没有可以运行的流程“${sop}”，请先改好它的问题。`,
    en: `There is no SOP "${sop}" that can run; correct its problems first.`,
  };
}

export function tooManyArms(most: number): Bilingual {
  return {
    zh: `分流的走法超过${String(most)}种，请用 分流 "…" = "…" 选定其中一些。`,
    en: `The splits can be gone through in more than ${String(most)} ways; choose some with split "…" = "…".`,
  };
}

export function tooFar(lastDay: number): Bilingual {
  return {
    zh: `测试最多写到第${String(lastDay)}天，历史最多写到100年前。`,
    en: `A test goes to day ${String(lastDay)} at most, and 100 years back.`,
  };
}
