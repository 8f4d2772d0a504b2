import { z } from '@hono/zod-openapi';
import { type FanFilter, fanFilter, type FilterContext } from './fan-filter.js';
import { type FanReader, filterContext } from './filter-context.js';

/** Whom something is done to: fans by id, or all that a filter of the list finds but for some. */
export const chosenFans = z.union([
  z.strictObject({ fan_ids: z.array(z.uuid()).min(1).max(5000) }),
  z.strictObject({
    filter: fanFilter.omit({ shop: true }).strict(),
    except: z.array(z.uuid()).max(1000).default([]),
  }),
]);

export type ChosenFans = z.infer<typeof chosenFans>;

/** The choice as a filter. Throws as {@link filterContext} does. */
export async function contextOfChosen(
  reader: FanReader,
  shop: string,
  wanted: ChosenFans,
): Promise<{ filter: FanFilter; context: FilterContext }> {
  const filter: FanFilter = { ...('filter' in wanted ? wanted.filter : {}), shop };
  const chosen = 'filter' in wanted ? { except: wanted.except } : { only: wanted.fan_ids };
  return { filter, context: { ...(await filterContext(reader, filter)), chosen } };
}
