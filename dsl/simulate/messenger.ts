import { isMissed, type LaneTimes } from '../core/place.js';
import { render } from '../core/render.js';
import { dateOf, dayAt, DAY } from '../core/zone.js';
import { own } from '../condition/facts.js';
import type { BudgetPeriod, Program, Step } from '../ir/program.js';
import type { Enrolment, IssuedCoupon } from './enrolment.js';
import type { FanState } from './fan-state.js';
import { mergeLookup } from './merge-lookup.js';
import type { SimulationOptions } from './options.js';
import type { SkipReason } from './trace.js';
import { Wallet } from './wallet.js';

export type Send = Extract<Step, { kind: 'send' }>;

/** A message that is due, with all that decides whether it goes out. */
export interface Due {
  step: Send;
  fan: FanState;
  enrolment: Enrolment;
  times: LaneTimes;
  now: number;
}

export type Handover = { text: string; coupon: string | null } | { reason: SkipReason };

/** Sends messages to one fan, keeping limits, stock and budget. Channels take everything that reaches them. */
export class Messenger {
  private readonly sent: { at: number; channel: string }[] = [];
  private readonly issued = new Map<string, number>();
  private readonly spent = new Map<number, number>();
  readonly wallet = new Wallet();

  constructor(
    private readonly program: Program,
    private readonly options: SimulationOptions,
  ) {}

  /** Judges the message in the order of the reference and, if nothing speaks against it, sends it. */
  handOver(due: Due): Handover {
    const reason = this.refusal(due);
    if (reason) return { reason };
    const { step, fan, enrolment, now } = due;
    const coupon = step.coupon === null ? null : this.coupon(step.coupon, now);
    const coupons = coupon ? [...enrolment.coupons, coupon] : enrolment.coupons;
    const lookup = mergeLookup({
      program: this.program,
      fan,
      enrolment: { ...enrolment, coupons },
      survey: step.survey,
      now,
      options: this.options,
    });
    const rendered = render(step.text, lookup);
    if (rendered.kind === 'hole') return { reason: 'missing_content' };
    enrolment.coupons = coupons;
    if (step.purpose === 'marketing') this.sent.push({ at: now, channel: step.channel });
    if (coupon) this.book(coupon, now);
    return { text: rendered.text, coupon: step.coupon };
  }

  /** Gives a coupon without a message. @returns why not, or null */
  grant(name: string, enrolment: Enrolment, now: number): SkipReason | null {
    const reason = this.couponRefusal(name, now);
    if (reason) return reason;
    const coupon = this.coupon(name, now);
    enrolment.coupons = [...enrolment.coupons, coupon];
    this.book(coupon, now);
    return null;
  }

  private refusal({ step, fan, times, now }: Due): SkipReason | null {
    if (isMissed(times, now)) return 'missed';
    if (fan.blocked) return 'opted_out';
    if (step.purpose === 'marketing' && !fan.consents[step.channel]?.granted) return 'no_consent';
    if (!hasAddress(step.channel, fan)) return 'no_address';
    if (this.isCapped(step, now)) return 'capped';
    return step.coupon === null ? null : this.couponRefusal(step.coupon, now);
  }

  private isCapped({ channel, purpose }: Send, now: number): boolean {
    if (purpose !== 'marketing') return false;
    return this.program.limits.some((limit) => {
      if (limit.channel !== null && limit.channel !== channel) return false;
      const counted = this.sent.filter(
        ({ at, channel: used }) =>
          at > now - limit.seconds * 1000 && (limit.channel === null || limit.channel === used),
      );
      return counted.length >= limit.messages;
    });
  }

  private couponRefusal(name: string, now: number): SkipReason | null {
    const terms = own(this.program.coupons, name);
    if (!terms || (terms.stock !== null && (this.issued.get(name) ?? 0) >= terms.stock)) return 'no_stock';
    const { budget } = this.program;
    if (!budget) return null;
    return this.spentIn(budget.every, now) + faceFen(this.program, name) > budget.fen ? 'no_budget' : null;
  }

  private spentIn(every: BudgetPeriod, now: number): number {
    return this.spent.get(periodOf(every, now, this.options.zone)) ?? 0;
  }

  private coupon(name: string, now: number): IssuedCoupon {
    const days = Math.ceil((own(this.program.coupons, name)?.validSeconds ?? 0) / (DAY / 1000));
    const validUntil = dayAt(now, this.options.zone) + days;
    return { name, code: `TEST-${String(this.issued.size + 1)}`, validUntil };
  }

  private book({ name, code }: IssuedCoupon, now: number): void {
    this.issued.set(name, (this.issued.get(name) ?? 0) + 1);
    const fen = faceFen(this.program, name);
    this.spend(fen, now);
    const expiresAt = now + (own(this.program.coupons, name)?.validSeconds ?? 0) * 1000;
    this.wallet.put({ name, code, expiresAt, giveBack: () => this.spend(-fen, now) });
  }

  /** Of the budget of the period that it is in now. */
  private spend(fen: number, now: number): void {
    const { budget } = this.program;
    if (!budget) return;
    this.spent.set(periodOf(budget.every, now, this.options.zone), this.spentIn(budget.every, now) + fen);
  }
}

/** Whoever agreed to a channel has an address there, unless their phone number is said to be missing. */
function hasAddress(channel: string, fan: FanState): boolean {
  const needsPhone = channel === 'sms' || channel === 'call';
  return !needsPhone || fan.fields['phone'] !== null;
}

function faceFen(program: Program, coupon: string): number {
  const off = own(program.coupons, coupon)?.off;
  return off && 'fen' in off ? off.fen : 0;
}

function periodOf(every: BudgetPeriod, now: number, zone: string): number {
  switch (every.kind) {
    case 'once':
      return 0;
    case 'seconds':
      return Math.floor(now / (every.seconds * 1000));
    case 'month': {
      const { year, month } = dateOf(dayAt(now, zone));
      return year * 12 + month;
    }
  }
}
