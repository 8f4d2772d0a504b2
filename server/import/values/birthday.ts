import { UNKNOWN_YEAR } from '@fanloom/dsl/core/birthday.js';

const WITHOUT_YEAR = /^(?:(?:0000|1900|1604|--)[-/])?(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/;

/** `YYYY-MM-DD` of a birthday without a year: `08-21`, `8月21日`. Undefined for any other text. @param text cleaned */
export function parseBirthday(text: string): string | undefined {
  const [, first = '', second = ''] = WITHOUT_YEAR.exec(text) ?? [];
  return dayOfYear(first, second) ?? dayOfYear(second, first);
}

function dayOfYear(month: string, day: string): string | undefined {
  const date = new Date(Date.UTC(UNKNOWN_YEAR, Number(month) - 1, Number(day)));
  const isDay = Number(month) > 0 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isDay ? date.toISOString().slice(0, 10) : undefined;
}
