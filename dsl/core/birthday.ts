/** Birthdays whose year nobody told are kept in this one: a leap year in which no fan was born. */
export const UNKNOWN_YEAR = 1604;

/** A birthday as it is shown: `MM-DD` where nobody told its year. @param day `YYYY-MM-DD` as it is kept */
export function birthdayText(day: string): string {
  return day.startsWith(`${UNKNOWN_YEAR}-`) ? day.slice(5) : day;
}
