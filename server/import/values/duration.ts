/** Unit of durations that are written as plain numbers, from the head of the column. */
export type DurationUnit = 'seconds' | 'minutes' | 'hours';

const SECONDS: Record<DurationUnit, number> = { seconds: 1, minutes: 60, hours: 3_600 };
const LONGEST = 1_000_000_000;

/** Seconds: `1:02:33`, `62:33`, `62分33秒`, `1.5小时`, `1h2m`, `3753`. Undefined when it cannot be read. @param text cleaned */
export function parseDuration(text: string, unit: DurationUnit = 'seconds'): number | undefined {
  const seconds = clock(text) ?? words(text) ?? plain(text, unit);
  return seconds === undefined || seconds > LONGEST ? undefined : Math.round(seconds);
}

function clock(text: string): number | undefined {
  const match = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1] ?? 0) * 3_600 + Number(match[2]) * 60 + Number(match[3]);
}

const PARTS =
  /^(?:(\d+(?:\.\d+)?)\s*(?:天|d))?\s*(?:(\d+(?:\.\d+)?)\s*(?:小时|时|h))?\s*(?:(\d+(?:\.\d+)?)\s*(?:分钟|分|min|m))?\s*(?:(\d+(?:\.\d+)?)\s*(?:秒钟|秒|sec|s))?$/i;

function words(text: string): number | undefined {
  const match = PARTS.exec(text);
  if (!match || match[0] === '') return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match.map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}

function plain(text: string, unit: DurationUnit): number | undefined {
  const match = /^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.exec(text);
  return match ? Number(text.replaceAll(',', '')) * SECONDS[unit] : undefined;
}
