import type { Language } from '../i18n/language.svelte.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const tags: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

/** Fen as yuan: `¥3,218.00`. */
export function money(fen: number): string {
  const amount = (Math.abs(fen) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${fen < 0 ? '−' : ''}¥${amount}`;
}

/** Fen, short for headlines: `¥41.6万`, `¥416K`. */
export function shortMoney(fen: number, language: Language): string {
  const yuan = fen / 100;
  if (Math.abs(yuan) < 10_000) return money(fen);
  const short =
    language === 'zh'
      ? `${trim(yuan / 10_000)}万`
      : Math.abs(yuan) < 1_000_000
        ? `${trim(yuan / 1000)}K`
        : `${trim(yuan / 1_000_000)}M`;
  return `¥${short}`;
}

function trim(n: number): string {
  return n.toFixed(1).replace(/\.0$/, '');
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** Seconds in words with at most two units: `3天 4小时`, `2 min`. */
export function duration(seconds: number, language: Language): string {
  const units: [number, string, string][] = [
    [DAY, '天', 'd'],
    [HOUR, '小时', 'h'],
    [MINUTE, '分', 'min'],
    [1, '秒', 's'],
  ];
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const [size, zh, en] of units) {
    const n = Math.floor(rest / size);
    if (n > 0 && parts.length < 2) parts.push(language === 'zh' ? `${n}${zh}` : `${n} ${en}`);
    else if (parts.length > 0) break;
    rest -= n * size;
  }
  return parts.length > 0 ? parts.join(' ') : language === 'zh' ? '0秒' : '0 s';
}

/** Bytes as `3.2 MB`. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`;
  if (n < 1024 * 1024) return `${(n / 1024).toFixed(0)} KB`;
  return `${(n / 1024 / 1024).toFixed(1)} MB`;
}

/** The whole instant in the shop's zone. */
export function exactTime(at: Date, zone: string, language: Language): string {
  return at.toLocaleString(tags[language], { timeZone: zone, dateStyle: 'medium', timeStyle: 'medium' });
}

/**
 * How people say a time: `刚刚`, `5分钟前`, `今天 13:02`, `昨天 20:41`, `3天前`, `2025年3月5日` – days counted in the shop's
 * zone. Times to come: `15分钟后`, `明天 09:00`, `3月5日 09:00`.
 */
export function relativeTime(at: Date, now: Date, zone: string, language: Language): string {
  const zh = language === 'zh';
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const days = dayNumber(at, zone) - dayNumber(now, zone);
  const away = Math.abs(seconds);
  if (away < MINUTE) return zh ? (seconds > 5 ? '马上' : '刚刚') : seconds > 5 ? 'any moment' : 'just now';
  if (away < HOUR) return minutesAway(Math.floor(away / MINUTE), seconds > 0, zh);
  const clock = at.toLocaleTimeString(tags[language], { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  if (days === 0) return `${zh ? '今天' : 'today'} ${clock}`;
  if (days === -1) return `${zh ? '昨天' : 'yesterday'} ${clock}`;
  if (days === 1) return `${zh ? '明天' : 'tomorrow'} ${clock}`;
  if (days < 0 && days > -100) return zh ? `${-days}天前` : `${-days} days ago`;
  const date = dateOf(at, now, zone, language);
  return days > 0 ? `${date} ${clock}` : date;
}

function minutesAway(minutes: number, ahead: boolean, zh: boolean): string {
  if (zh) return `${minutes}分钟${ahead ? '后' : '前'}`;
  return ahead ? `in ${minutes} min` : `${minutes} min ago`;
}

/** `3月5日`, with the year when it is not this one. */
export function dateOf(at: Date, now: Date, zone: string, language: Language): string {
  const sameYear = yearOf(at, zone) === yearOf(now, zone);
  const month = language === 'zh' ? 'long' : 'short';
  const year = sameYear ? {} : ({ year: 'numeric' } as const);
  return at.toLocaleDateString(tags[language], { timeZone: zone, day: 'numeric', month, ...year });
}

/** `09:00` in the shop's zone. */
export function clockTime(at: Date, zone: string): string {
  return at.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
}

/** Days since 1970 of the calendar day in `zone`. */
export function dayNumber(at: Date, zone: string): number {
  const day = at.toLocaleDateString('en-CA', { timeZone: zone });
  return Math.round(Date.parse(`${day}T00:00:00Z`) / (DAY * 1000));
}

/** Midnight with which the day of `at` begins in `zone`, in milliseconds. */
export function startOfDay(at: Date, zone: string): number {
  const guess = dayNumber(at, zone) * DAY * 1000;
  const shown = new Date(guess).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');
  return guess - (Date.parse(`${shown}Z`) - guess);
}

function yearOf(at: Date, zone: string): string {
  return at.toLocaleDateString('en-CA', { timeZone: zone }).slice(0, 4);
}
