import type { CouponTerms } from '../ir/program.js';
import type { Catalogue } from './catalogue.js';
import type { Definitions } from './definitions.js';
import { secondsOf } from './duration.js';

/** Terms of a coupon by name, from the files first; null when nobody knows it. */
export function couponTermsOf(
  name: string,
  { definitions, catalogue }: { definitions: Definitions; catalogue: Catalogue },
): CouponTerms | null {
  const node = definitions.coupons.get(name);
  if (!node) return catalogue.coupons?.[name] ?? null;
  return {
    off: node.off,
    overFen: node.overFen ?? 0,
    validSeconds: secondsOf(node.valid),
    stock: node.stock,
  };
}
