import { clockOf, minuteOf } from './minute.js';
import type { Shop } from './shop.api.js';

/** The duty calendar as a form holds it: the hours as the browser's time input writes them. */
export interface DutyForm {
  weekdays: number[];
  from: string;
  to: string;
  rest: string[];
  work: string[];
}

export function dutyForm({ weekdays, from, to, rest, work }: Shop['duty']): DutyForm {
  return { weekdays: [...weekdays], from: clockOf(from), to: clockOf(to), rest: [...rest], work: [...work] };
}

/** 00:00 as the end of work is midnight after the day. */
export function dutyOf({ weekdays, from, to, rest, work }: DutyForm): Shop['duty'] {
  return {
    weekdays: [...weekdays].sort((a, b) => a - b),
    from: minuteOf(from) ?? 0,
    to: minuteOf(to) || 1440,
    rest,
    work,
  };
}
