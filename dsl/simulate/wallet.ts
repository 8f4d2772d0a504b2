import type { FanEvent } from '../condition/facts.js';

/** A coupon that the fan has, not used so far. */
interface HeldCoupon {
  name: string;
  code: string;
  expiresAt: number;
  /** Gives back to the budget what the coupon took of it. */
  giveBack: () => void;
}

/** The coupons that one fan was given and has not used. */
export class Wallet {
  private held: HeldCoupon[] = [];

  put(coupon: HeldCoupon): void {
    this.held.push(coupon);
  }

  /** A use tells the code, or the name alone: then it is of the coupon that expires first. */
  hear({ type, properties }: FanEvent): void {
    if (type !== 'coupon.use') return;
    const { coupon } = properties;
    const used = this.held.find(({ code }) => code === coupon) ?? this.byExpiry().find(({ name }) => name === coupon);
    this.held = this.held.filter((one) => one !== used);
  }

  /** When the first of them runs out, milliseconds; null without any. */
  get expiresAt(): number | null {
    return this.byExpiry()[0]?.expiresAt ?? null;
  }

  /** The one that expires first runs out. */
  expire(): FanEvent[] {
    const [first, ...others] = this.byExpiry();
    if (!first) return [];
    this.held = others;
    first.giveBack();
    return [{ type: 'coupon.expire', happenedAt: first.expiresAt, properties: { coupon: first.name } }];
  }

  private byExpiry(): HeldCoupon[] {
    return this.held.toSorted((a, b) => a.expiresAt - b.expiresAt);
  }
}
