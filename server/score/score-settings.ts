import { NEW_SCORES, type ScoreThresholds } from '@fanloom/dsl/condition/facts.js';
import { z } from 'zod';

const bounds = z.array(z.number()).max(4);
const share = z.number().min(0);

/** `shop.score_thresholds`: what a shop has not settled is as in a new shop. */
const settings = z.object({
  R: bounds.default([...NEW_SCORES.R]),
  F: bounds.default([...NEW_SCORES.F]),
  M: bounds.default([...NEW_SCORES.M]),
  I: bounds.default([...NEW_SCORES.I]),
  W: bounds.default([...NEW_SCORES.W]),
  days: z.int().min(1).max(3650).nullable().default(null),
  interaction: z.object({ comment: share, like: share, share, gift: share }).default(NEW_SCORES.interaction),
  means: z.object({ R: share, F: share, M: share }).default(NEW_SCORES.means),
});

/** How a shop gives its fans 1 to 5, read from its row. */
export function scoresOf(column: unknown): ScoreThresholds {
  return settings.safeParse(column).data ?? NEW_SCORES;
}
