import fc from 'fast-check';
import { PAID } from './refund-files.js';

/** Files tell what was paid back in all; lists of refunds, goods that came back and senders each part of it. In fen. */
export type RefundDeed =
  | { kind: 'list'; amount: number }
  | { kind: 'behaviour'; amount: number }
  | { kind: 'undone'; amount: number }
  | { kind: 'part' | 'listed' | 'back'; key: string; amount: number }
  | { kind: 'merge' };

const amount = fc.constantFrom(5_000, 10_000, 20_000, PAID);
const deed: fc.Arbitrary<RefundDeed> = fc.oneof(
  fc.record({ kind: fc.constant('list' as const), amount: fc.oneof(amount, fc.constant(0)) }),
  fc.record({ kind: fc.constantFrom('behaviour' as const, 'undone' as const), amount }),
  fc.record({
    kind: fc.constantFrom('part' as const, 'listed' as const, 'back' as const),
    key: fc.constantFrom('a', 'b', 'c'),
    amount,
  }),
  fc.constant({ kind: 'merge' as const }),
);

/** Each key tells the same, however often. */
export const stories = fc.array(deed, { minLength: 1, maxLength: 6 }).map((deeds) => {
  const first = new Map<string, RefundDeed>();
  return deeds.map((some) => {
    if (!('key' in some)) return some;
    const name = `${some.kind} ${some.key}`;
    const known = first.get(name) ?? some;
    first.set(name, known);
    return known;
  });
});

/** What was paid back in the end, in fen. */
export function most(deeds: readonly RefundDeed[]): number {
  const sumOf = (kind: 'part' | 'listed' | 'back') => {
    const parts = new Map(deeds.flatMap((some) => (some.kind === kind ? [[some.key, some.amount] as const] : [])));
    return [...parts.values()].reduce((sum, fen) => sum + fen, 0);
  };
  const byFiles = deeds.map((some) => (some.kind === 'list' || some.kind === 'behaviour' ? some.amount : 0));
  return Math.max(sumOf('part'), sumOf('listed'), sumOf('back'), ...byFiles);
}
