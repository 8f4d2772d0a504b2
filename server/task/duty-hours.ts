import { type DutyHours, OFFICE_HOURS } from '@fanloom/dsl/core/duty.js';
import { z } from 'zod';

const minute = z.number().int().min(0).max(1440);
const dates = z.array(z.iso.date()).max(1000).readonly();

/** When the people of a shop are at work, as the API and `shop.duty` have it. */
export const dutyHours = z
  .strictObject({
    weekdays: z.array(z.number().int().min(1).max(7)).max(7).readonly(),
    from: minute,
    to: minute,
    rest: dates,
    work: dates,
  })
  .refine(({ from, to }) => from < to, 'Work begins before it ends')
  .refine(({ rest, work }) => !rest.some((day) => work.includes(day)), 'A day is one of rest or one of work');

/** The duty calendar of a shop, as `shop.duty` has it; office hours where that cannot be read. */
export function dutyHoursOf(duty: unknown): DutyHours {
  return dutyHours.safeParse(duty).data ?? OFFICE_HOURS;
}
