/** What only a clock shows; `20` and `1631` may be anything. */
export function isClock(text: string): boolean {
  return CLOCK.test(text);
}

const CLOCK = /^(?:上午|下午|[AP]M)?\s*\d{1,2}[:：时点]\d{0,2}(?:[:：分]\d{0,2}秒?(?:\.\d+)?)?\s*(?:[AP]\.?M\.?)?$/iu;
const HOUR = /^(?:[01]?\d|2[0-3])(?:\.0)?$/;
const HOUR_MINUTE = /^([01]?\d|2[0-3])([0-5]\d)(?:\.0)?$/;

/**
 * A time of day as dates have it after them: `20:10:05`, `8:01 PM`, the hour alone, `1631`. Undefined when it is none.
 *
 * @param text cleaned
 */
export function parseTimeOfDay(text: string): string | undefined {
  if (isClock(text)) return text;
  if (HOUR.test(text)) return `${parseInt(text, 10)}:00`;
  const both = HOUR_MINUTE.exec(text);
  return both ? `${both[1] ?? ''}:${both[2] ?? ''}` : undefined;
}
