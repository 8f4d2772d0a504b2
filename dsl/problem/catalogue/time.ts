import { error, warning } from '../define.js';
import type { Bilingual } from '../problem.js';

/* Time: 4xx. A code never changes its meaning. */

export const dayOrder = error('SOP401', (later: number, earlier: number) => ({
  zh:
    later === earlier
      ? `第${later}天写了两次，后一段轮到时已经过了时间。请合成一段，或在里面写 等到 几点。`
      : `第${earlier}天写在第${later}天后面。粉丝走到这里已经过了第${earlier}天，这一段永远赶不上。`,
  en:
    later === earlier
      ? `Day ${later} stands twice; the second one always comes too late. Make one of both, or write wait till … inside.`
      : `Day ${earlier} stands after day ${later}. A fan who comes here is past day ${earlier}; this part always comes too late.`,
}));
export const dayAlreadyPast = error('SOP402', (day: number) => ({
  zh: `走到这里时第${day}天已经过了，前面的等待太长。`,
  en: `Day ${day} is over when a fan comes here; the waits before it are too long.`,
}));
export const dayMayBePast = warning('SOP403', (day: number, waits: string[]) => ({
  zh: `有的粉丝走到这里时第${day}天已经过了${waits.length === 0 ? '' : `（前面有${waits.map((wait) => `“${wait}”`).join('、')}）`}，这一段会马上执行。`,
  en: `Some fans come here after day ${day}${waits.length === 0 ? '' : ` (because of ${waits.map((wait) => `“${wait}”`).join(', ')})`}; for them this part runs at once.`,
}));
export const couponExpired = error('SOP404', (coupon: string, valid: number, expires: number, at: number) => ({
  zh: `“${coupon}”有效${valid}天，第${expires}天24点就过期了；第${at}天再提醒，粉丝点开是张废券。`,
  en: `“${coupon}” is valid for ${valid} days and ends with day ${expires}; reminded on day ${at}, the fan opens a dead coupon.`,
}));
export const dayInQuietHours = warning('SOP405', (until: string) => ({
  zh: `这个时刻在免打扰时段里，实际会在 ${until} 发出。`,
  en: `This time lies in the quiet hours; the message really goes out at ${until}.`,
}));
export const dayNotHere = error('SOP406', (where: Bilingual) => ({
  zh: `“第N天”不能写在${where.zh}里。`,
  en: `“day N” cannot stand inside ${where.en}.`,
}));
export const afterExpiry = error('SOP407', () => ({
  zh: '到这一步时已经超过“最长”的时间，粉丝永远走不到这里。',
  en: 'Fans have reached “expire after” before this step; nobody gets here.',
}));
export const tooLong = error('SOP408', (most: number) => ({
  zh: `这里最多写 ${most}天。`,
  en: `${most} days are the limit here.`,
}));
export const waitNotHere = error('SOP409', (where: Bilingual) => ({
  zh: `${where.zh}里不能等待，要一口气做完。`,
  en: `There are no waits inside ${where.en}; it runs to its end at once.`,
}));
export const emptySpan = error('SOP410', () => ({
  zh: '起止时刻相同，这个时段是空的。',
  en: 'Both times are the same, so this span is empty.',
}));
export const startsAtDayOne = warning('SOP411', () => ({
  zh: '第1天是进入的次日（3月1日进入 → 3月2日发）。要在进入当天就发，请写第0天。',
  en: 'Day 1 is the day after entry (in on 1 March, sent on 2 March). For the day of entry write day 0.',
}));
export const midnightEnd = error('SOP412', () => ({
  zh: '24:00 只能写在时段的末尾。',
  en: '24:00 stands only at the end of a span.',
}));
export const eventMayHavePassed = warning('SOP413', (event: string) => ({
  zh: `从走到这里起才算数：前面等待的时候就“${event}”过的粉丝，会被当成还没有。`,
  en: `Only what happens from here on counts: a fan who did “${event}” during the waits before is taken for one who did not.`,
}));
export const couponMayExpire = warning('SOP414', (coupon: string, days: number) => ({
  zh: `走得慢的粉丝到这里时，“${coupon}”（有效${days}天）已经过期，点开是张废券。`,
  en: `For fans who come here late “${coupon}” (valid for ${days} days) has ended; they open a dead coupon.`,
}));
export const openWaitNeedsExpiry = error('SOP415', (image: string) => ({
  zh: `“${image}”可能永远等不来，粉丝会一直停在这里。请在前面写“最长”多少天。`,
  en: `“${image}” may never come, and fans would stay here for ever. Write “expire after” at the top.`,
}));
