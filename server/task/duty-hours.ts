import { type DutyHours, OFFICE_HOURS } from '@fanloom/dsl/core/duty.js';
import { z } from 'zod';

const minute = z.number().int().min(0).max(1440);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const dutyHours = z
  .object({
    weekdays: z.array(z.number().int().min(1).max(7)),
    from: minute,
    to: minute,
    rest: z.array(date),
    work: z.array(date),
  })
  .refine(({ from, to }) => from < to);

/** The duty calendar of a shop, as `shop.duty` has it; office hours where that cannot be read. */
export function dutyHoursOf(duty: unknown): DutyHours {
  return dutyHours.safeParse(duty).data ?? OFFICE_HOURS;
}
