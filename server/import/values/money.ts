import type { DecimalSign } from '../notation.js';
import { MINUS, scaledNumber } from './scaled-number.js';

/** Unit of amounts that are written as plain numbers, from the head of the column. */
export type MoneyUnit = 'yuan' | 'fen' | 'wan';

const FEN: Record<MoneyUnit, number> = { yuan: 100, fen: 1, wan: 1_000_000 };

/** A hundred billion yuan: sums of many stay exact. */
const LARGEST_FEN = 10_000_000_000_000;

const CURRENCY =
  '(?:[A-Z]{0,3}\\p{Sc}|RMB|CNY|USD|EUR|GBP|HKD|TWD|JPY|KRW|SGD|MYR|THB|VND|IDR|PHP|AUD|CAD|CHF|BRL|INR|RUB|PLN|SEK|NOK|DKK|TRY|MXN|R[sp]\\.?|PKR|RM|TL|SAR|AED|руб|р|บาท|kr|zł|Kč)';
const SIGN = new RegExp(`^([+-]?)\\s*${CURRENCY}\\s*([+-]?)`, 'iu');
const UNIT = new RegExp(`\\s*(?:元|円|${CURRENCY})\\.?$`, 'iu');

/**
 * An amount in fen: `¥1,234.50`, `99元`, `1.2万`, `(20.00)` for what was paid back. A shop keeps its books in one
 * currency: the sign of another one changes nothing. Undefined when it cannot be read. @param text cleaned
 */
export function parseMoney(text: string, unit: MoneyUnit = 'yuan', decimal?: DecimalSign): number | undefined {
  const signed = text
    .replace(MINUS, '-')
    .replace(/^\((.+)\)$/u, '-$1')
    .replace(/^(\d.*)-$/u, '-$1');
  const bare = signed.replace(SIGN, '$1$2').replace(UNIT, '').trim();
  const value = scaledNumber(bare, decimal);
  if (value === undefined) return undefined;
  const fen = Math.round(value * (bare === signed ? FEN[unit] : FEN.yuan));
  return Math.abs(fen) <= LARGEST_FEN ? fen : undefined;
}

const SAME: Record<string, string> = {
  '¥': 'CNY',
  '￥': 'CNY',
  RMB: 'CNY',
  $: 'USD',
  US$: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '₽': 'RUB',
  РУБ: 'RUB',
  Р: 'RUB',
  '₺': 'TRY',
  TL: 'TRY',
  '฿': 'THB',
  บาท: 'THB',
  ZŁ: 'PLN',
};

const BESIDE = new RegExp(`^${CURRENCY}|${CURRENCY}\\.?\\)?$`, 'iu');

/** The currency that stands beside an amount; undefined where none does. @param text cleaned */
export function currencyOf(text: string): string | undefined {
  const bare = text.replace(/^[-+(]+/u, '');
  const [sign] = BESIDE.exec(bare) ?? [];
  const name = sign?.replace(/[.)]/g, '').toUpperCase();
  return name && (SAME[name] ?? name);
}
