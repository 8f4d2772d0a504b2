/** A coupon that a fan was given. Instants in milliseconds, money in fen. */
export interface GivenCoupon {
  id: string;
  code: string;
  name: string;
  issuedAt: number;
  expiresAt: number;
  usedAt: number | null;
  usedFen: number | null;
}

/** That the fan used a coupon: told by its code, or by its name only. */
export interface ToldUse {
  coupon: string;
  happenedAt: number;
  /** What it took off, where that is told. */
  amount: number | null;
}

/**
 * Which coupon each use was of, whatever the order in which they were told: a code is used by the first who names it; a
 * name means the coupon that expires first of those that were good then, or else of those that had run out. A use that
 * is known only from the coupon – its event is too old to be kept – stays.
 *
 * @returns by coupon id its use, or null where it has none; a use that stays is not among them
 */
export function allocateUses(given: readonly GivenCoupon[], told: readonly ToldUse[]): Map<string, ToldUse | null> {
  const uses = [...told].sort((a, b) => a.happenedAt - b.happenedAt || (a.amount ?? -1) - (b.amount ?? -1));
  const moments = new Set(uses.map(({ happenedAt }) => happenedAt));
  const free = given
    .filter(({ usedAt }) => usedAt === null || moments.has(usedAt))
    .sort((a, b) => a.expiresAt - b.expiresAt || a.issuedAt - b.issuedAt || (a.id < b.id ? -1 : 1));
  const allocated = new Map<string, ToldUse | null>(free.map(({ id }) => [id, null]));
  const allocate = (use: ToldUse, fits: (coupon: GivenCoupon) => boolean) => {
    const coupon = free.find((one) => allocated.get(one.id) === null && fits(one));
    if (coupon) allocated.set(coupon.id, use);
    return coupon !== undefined;
  };
  const codes = new Set(given.map(({ code }) => code));
  for (const use of uses) allocate(use, ({ code }) => code === use.coupon.toUpperCase());
  for (const use of uses) {
    if (codes.has(use.coupon.toUpperCase())) continue;
    const wasGiven = ({ name, issuedAt }: GivenCoupon) => name === use.coupon && issuedAt <= use.happenedAt;
    if (!allocate(use, (one) => wasGiven(one) && use.happenedAt < one.expiresAt)) allocate(use, wasGiven);
  }
  return allocated;
}
