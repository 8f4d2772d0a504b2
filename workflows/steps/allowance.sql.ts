import { sql } from 'kysely';
import { dateOf, dayAt, dayOfDate, instantAt } from '@fanloom/dsl/core/zone.js';
import type { BudgetPeriod } from '@fanloom/dsl/ir/program.js';
import type { StepContext } from '../engine/step-context.js';

/** How many coupons a step may still give. Null: no end. */
export interface Allowance {
  coupon: string | null;
  /** Face value of one. */
  fen: number;
  stock: number | null;
  affordable: number | null;
  /** Start of the budget period that pays. */
  period: Date | null;
}

const NONE: Allowance = { coupon: null, fen: 0, stock: null, affordable: null, period: null };

/** Locks the coupon and the budget, so that two runs do not spend the same. Lock order: fan_guard comes before. */
export async function reserveAllowance(context: StepContext, name: string | null): Promise<Allowance> {
  if (name === null) return NONE;
  const { tx, version } = context;
  const { rows } = await sql<{ stock: number | null; issued: number; fen: number }>`
    select stock, issued, coalesce(off_fen, 0) as fen from coupon
    where shop_id = ${version.shopId} and name = ${name} for update`.execute(tx);
  const coupon = rows[0];
  if (!coupon) return { ...NONE, coupon: name, stock: 0 };
  const stock = coupon.stock === null ? null : coupon.stock - coupon.issued;
  const budget = await lockBudget(context, coupon.fen);
  return { coupon: name, fen: coupon.fen, stock, ...budget };
}

/** Books what was planned. */
export async function settleAllowance(
  { tx, version }: StepContext,
  allowance: Allowance,
  planned: number,
): Promise<void> {
  if (planned === 0 || allowance.coupon === null) return;
  await sql`
    update coupon set issued = issued + ${planned}
    where shop_id = ${version.shopId} and name = ${allowance.coupon}`.execute(tx);
  if (!allowance.period) return;
  await sql`
    update budget_use set fen = fen + ${planned * allowance.fen}
    where sop_id = ${version.sopId} and period = ${allowance.period}`.execute(tx);
}

async function lockBudget(
  { tx, version, now }: StepContext,
  fen: number,
): Promise<Pick<Allowance, 'affordable' | 'period'>> {
  const { budget } = version.program;
  if (!budget || fen === 0) return { affordable: null, period: null };
  const period = new Date(periodStart(budget.every, now.getTime(), version.zone));
  await sql`
    insert into budget_use (sop_id, period, fen) values (${version.sopId}, ${period}, 0) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ fen: number }>`
    select fen from budget_use where sop_id = ${version.sopId} and period = ${period} for update`.execute(tx);
  return { affordable: Math.max(0, Math.floor((budget.fen - (rows[0]?.fen ?? 0)) / fen)), period };
}

function periodStart(every: BudgetPeriod, now: number, zone: string): number {
  switch (every.kind) {
    case 'once':
      return 0;
    case 'seconds':
      return Math.floor(now / (every.seconds * 1000)) * every.seconds * 1000;
    case 'month': {
      const { year, month } = dateOf(dayAt(now, zone));
      return instantAt(dayOfDate(year, month, 1), 0, zone);
    }
  }
}
