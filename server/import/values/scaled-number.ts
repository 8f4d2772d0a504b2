const SCALES: Record<string, number> = { '': 1, k: 1_000, 千: 1_000, w: 10_000, 万: 10_000, 亿: 100_000_000 };

/** `1,234.5`, `1.2万`, `3w`, `-5`. Undefined for anything else. @param text cleaned, without a unit of its own */
export function scaledNumber(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,3}(?:[,，'’ ]\d{3})+|\d+)(\.\d*)?\s*([kw千万亿]?)\+?$/iu.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', scale = ''] = match;
  const value = Number(`${whole.replace(/\D/g, '')}${fraction === '.' ? '' : fraction}`);
  return (sign === '-' ? -1 : 1) * value * (SCALES[scale.toLowerCase()] ?? 1);
}
