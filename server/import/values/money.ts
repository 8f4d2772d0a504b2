import { scaledNumber } from './scaled-number.js';

/** Unit of amounts that are written as plain numbers, from the head of the column. */
export type MoneyUnit = 'yuan' | 'fen' | 'wan';

const FEN: Record<MoneyUnit, number> = { yuan: 100, fen: 1, wan: 1_000_000 };

const SIGN = /^([+-]?)\s*(?:(?:US|HK|NT|CA|AU|R)?\$|[¥￥£€₹₩]|RMB|CNY|USD|EUR|GBP|HKD)\s*([+-]?)/iu;
const UNIT = /\s*(?:元|RMB|CNY|USD|EUR|GBP|HKD|€)$/iu;

/**
 * An amount in fen: `¥1,234.50`, `99元`, `1.2万`, `(20.00)` for what was paid back. A shop keeps its books in one
 * currency: the sign of another one changes nothing. Undefined when it cannot be read. @param text cleaned
 */
export function parseMoney(text: string, unit: MoneyUnit = 'yuan'): number | undefined {
  const signed = text.replace(/^\((.+)\)$/u, '-$1').replace(/^(\d.*)-$/u, '-$1');
  const bare = signed.replace(SIGN, '$1$2').replace(UNIT, '').trim();
  const value = scaledNumber(bare);
  if (value === undefined) return undefined;
  const fen = Math.round(value * (bare === signed ? FEN[unit] : FEN.yuan));
  return Number.isSafeInteger(fen) ? fen : undefined;
}
