import { scaledNumber } from './scaled-number.js';

/** Unit of amounts that are written as plain numbers, from the head of the column. */
export type MoneyUnit = 'yuan' | 'fen' | 'wan';

const FEN: Record<MoneyUnit, number> = { yuan: 100, fen: 1, wan: 1_000_000 };

/** An amount in fen: `¥1,234.50`, `99元`, `1.2万`. Undefined when it cannot be read. @param text cleaned */
export function parseMoney(text: string, unit: MoneyUnit = 'yuan'): number | undefined {
  const bare = text
    .replace(/^([+-]?)\s*(?:[¥￥]|RMB|CNY)\s*/iu, '$1')
    .replace(/\s*(?:元|RMB|CNY)$/iu, '')
    .trim();
  const value = scaledNumber(bare);
  if (value === undefined) return undefined;
  const fen = Math.round(value * (bare === text ? FEN[unit] : FEN.yuan));
  return Number.isSafeInteger(fen) ? fen : undefined;
}
