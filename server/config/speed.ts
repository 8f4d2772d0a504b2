const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;

/**
 * Reads the pace of the business clock: `1d=10s` means that one business day takes ten real seconds.
 * Returns business seconds per real second (8640 for `1d=10s`), or undefined when the text is not of that form.
 */
export function parseSpeed(text: string): number | undefined {
  const sides = text.split('=').map(parseDuration);
  const [business, real] = sides;
  if (sides.length !== 2 || business === undefined || real === undefined) return undefined;
  return business / real;
}

function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)([dhms])$/.exec(text.trim());
  const seconds = Number(match?.[1]) * SECONDS[match?.[2] as keyof typeof SECONDS];
  return seconds > 0 ? seconds : undefined;
}
