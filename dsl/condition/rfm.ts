import { dayAt } from '../core/zone.js';
import { type FanFacts, type Moment, own, type ScoreThresholds } from './facts.js';
import { inWindow } from './window.js';

/** Recency of purchase, frequency, money, interaction, watch time. */
export const RFM_NAMES = ['R', 'F', 'M', 'I', 'W'] as const;
export type RfmName = (typeof RFM_NAMES)[number];

/** The score of a fan, 1 to 5; one who has done nothing has 1. */
export function rfm(name: RfmName, facts: FanFacts, at: Pick<Moment, 'now' | 'zone' | 'scores'>): number {
  const reached = (value: number) => 1 + at.scores[name].filter((least) => value >= least).length;
  const { comment, like, share, gift } = at.scores.interaction;
  const field = (id: string) => numberIn(facts, id);
  switch (name) {
    case 'R': {
      const last = own(facts.fields, 'last_purchase');
      if (typeof last !== 'number') return 1;
      const age = dayAt(at.now, at.zone) - dayAt(last, at.zone);
      return 1 + at.scores.R.filter((most) => age <= most).length;
    }
    case 'F':
      return reached(at.scores.days === null ? field('orders') : paymentsWithin(at.scores.days, facts, at).length);
    case 'M': {
      if (at.scores.days === null) return reached(field('spend'));
      return reached(paymentsWithin(at.scores.days, facts, at).reduce((sum, amount) => sum + amount, 0));
    }
    case 'I':
      return reached(
        field('comments') * comment + field('likes') * like + field('shares') * share + (field('gifts') / 100) * gift,
      );
    case 'W':
      return reached(field('watch_time'));
  }
}

/** Amounts (fen) of the payments of the last business days. */
function paymentsWithin(days: number, facts: FanFacts, at: Pick<Moment, 'now' | 'zone'>): number[] {
  return facts.events
    .filter(({ type, happenedAt }) => type === 'order.pay' && inWindow(happenedAt, { kind: 'days', days }, at))
    .map(({ properties }) => {
      const amount = own(properties, 'amount');
      return typeof amount === 'number' ? amount : 0;
    });
}

function numberIn(facts: FanFacts, id: string): number {
  const value = own(facts.fields, id);
  return typeof value === 'number' ? value : 0;
}

/** Which of R, F and M are high, in that order: `101` is a fan who buys seldom, spends much and was here lately. */
export const VALUE_TIERS: Readonly<Record<string, string>> = {
  '111': '重要价值',
  '101': '重要发展',
  '011': '重要保持',
  '001': '重要挽留',
  '110': '一般价值',
  '100': '一般发展',
  '010': '一般保持',
  '000': '一般挽留',
};

/** One of the eight tiers of a buyer. */
export function tierOf(scores: ScoreThresholds['means'], means: ScoreThresholds['means']): string {
  const high = (name: keyof ScoreThresholds['means']) => (scores[name] >= means[name] ? '1' : '0');
  return VALUE_TIERS[high('R') + high('F') + high('M')] ?? '';
}
