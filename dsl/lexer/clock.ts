import { chineseNumber } from './number.js';

const HOUR = '(\\d{1,2}|[零一二两三四五六七八九十]{1,3})';
const MINUTE = '(半|一刻|三刻|(?:\\d{1,2}|[零一二三四五六七八九十]{1,3})分?)';
const PART = '(凌晨|早上|早晨|清晨|上午|中午|下午|傍晚|晚上|夜里|深夜|半夜|早|晚)';

/** A time as it is spoken: 晚上8点半, 上午十点, 下午 3:20, 8:30 pm. */
export const SPOKEN_TIME = new RegExp(
  `${PART}?[ \\t]{0,4}${HOUR}(?:[点时](?:钟|整)?${MINUTE}?|:(\\d{2})(?![ \\t]{0,4}[ap]\\.?m))|(\\d{1,2})(?::(\\d{2}))?[ \\t]{0,4}([ap])\\.?m\\b\\.?`,
  'iy',
);

/** Minutes of the day that a match of `SPOKEN_TIME` means; midnight is 24:00 where a span ends. Null for no number. */
export function clockOf(match: RegExpExecArray, endsSpan: boolean): number | null {
  const [, part = '', hourWord, minuteWord, colon, englishHour, englishMinute = '0', half] = match;
  const hour = numberOf(englishHour ?? hourWord ?? '');
  const minute = englishHour === undefined ? minuteOf(minuteWord ?? colon) : Number(englishMinute);
  if (hour === null || minute === null) return null;
  const shifted = hourOfDay(hour, half === undefined ? part : half.toLowerCase() === 'p' ? '下午' : '上午');
  return (shifted === 0 && minute === 0 && part !== '凌晨' && endsSpan ? 24 : shifted) * 60 + minute;
}

function hourOfDay(hour: number, part: string): number {
  switch (part) {
    case '下午':
    case '傍晚':
      return hour < 12 ? hour + 12 : hour;
    case '中午':
      return hour < 5 ? hour + 12 : hour;
    case '晚':
    case '晚上':
    case '夜里':
    case '深夜':
    case '半夜':
      if (hour === 12) return 0;
      return hour > 5 && hour < 12 ? hour + 12 : hour;
    case '上午':
    case '凌晨':
      return hour === 12 ? 0 : hour;
    default:
      return hour;
  }
}

function minuteOf(word: string | undefined): number | null {
  switch (word) {
    case undefined:
      return 0;
    case '半':
      return 30;
    case '一刻':
      return 15;
    case '三刻':
      return 45;
    default:
      return numberOf(word.replace('分', ''));
  }
}

function numberOf(word: string): number | null {
  return /^\d+$/.test(word) ? Number(word) : chineseNumber(word);
}

/** `9:05`. */
export function clockText(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
