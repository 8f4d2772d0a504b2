import type { Token } from '@fanloom/dsl/lexer/token.js';
import * as types from '@fanloom/dsl/lexer/token-type.js';

const keywords = new Set(Object.values(types.KEYWORD_TYPES));
const numbers = new Set([types.NumberLiteral, types.DateLiteral, types.Time, ...Object.values(types.MEASURE_TYPES)]);

/** How a token is shown; null: as plain text. */
export function classOf(token: Token): string | null {
  const type = token.tokenType;
  if (keywords.has(type) || type === types.Day || type === types.Channel) return 'sop-keyword';
  if (type === types.Text) return 'sop-text';
  if (numbers.has(type)) return 'sop-number';
  if (type === types.Event || type === types.Field || type === types.Property) return 'sop-word';
  return null;
}
