import { NEW_SCORES, type ScoreThresholds } from '@fanloom/dsl/condition/facts.js';
import { z } from '@hono/zod-openapi';

/** What a shop settles about its scores, and the means that are measured every night. */
export type ScoreSettings = ScoreThresholds & {
  /** Quintiles: the bounds are measured every night, too, so that each score has a fifth of those who have any. */
  by: 'bounds' | 'quintiles';
};

const bounds = z.array(z.number()).max(4);
const weight = z.number().min(0).max(1_000_000);
const days = z.int().min(1).max(3650).nullable();
const interaction = z.object({ comment: weight, like: weight, share: weight, gift: weight });

const stored: z.ZodType<ScoreSettings> = z.object({
  by: z.enum(['bounds', 'quintiles']).default('bounds'),
  R: bounds.default([...NEW_SCORES.R]),
  F: bounds.default([...NEW_SCORES.F]),
  M: bounds.default([...NEW_SCORES.M]),
  I: bounds.default([...NEW_SCORES.I]),
  W: bounds.default([...NEW_SCORES.W]),
  days: days.default(null),
  interaction: interaction.default(NEW_SCORES.interaction),
  means: z.object({ R: z.number(), F: z.number(), M: z.number() }).default(NEW_SCORES.means),
});

/** How a shop gives its fans 1 to 5, from `shop.score_thresholds`; what it has not settled is as in a new shop. */
export function scoresOf(column: unknown): ScoreSettings {
  return stored.safeParse(column).data ?? { ...NEW_SCORES, by: 'bounds' };
}

const four = z.array(z.number().min(0).max(1e15)).length(4);
const rising = four.refine((list) => list.every((value, i) => i === 0 || value >= (list[i - 1] ?? 0)), 'Not rising');
const falling = four.refine((list) => list.every((value, i) => i === 0 || value <= (list[i - 1] ?? 0)), 'Not falling');

/** As the API takes and shows them. */
export const settledScores = z
  .strictObject({
    by: z.enum(['bounds', 'quintiles']),
    R: falling.openapi({
      description: 'Most days since the last purchase for 2, 3, 4 and 5',
      example: [180, 90, 30, 7],
    }),
    F: rising.openapi({ description: 'Fewest orders for 2, 3, 4 and 5' }),
    M: rising.openapi({ description: 'Least spend, in fen' }),
    I: rising.openapi({ description: 'Fewest points of interaction' }),
    W: rising.openapi({ description: 'Least seconds of watching' }),
    days: days.openapi({ description: 'F and M look at so many days back; null: at the whole life' }),
    interaction: interaction.openapi({ description: 'Points of a comment, a like, a share and a yuan of gifts' }),
  })
  .openapi('ScoreSettings');

export type SettledScores = z.infer<typeof settledScores>;
