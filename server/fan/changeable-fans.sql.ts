import type { Ability } from '../access/ability.js';
import { covers, rowsIn, scopeOf } from '../access/rows.js';
import { trust } from '../access/trusted.js';
import type { FilterContext } from './fan-filter.js';

/** Of the fans whom the person sees those whom they may change; nothing to ask where they are the same. */
export function changeableFans(ability: Ability): FilterContext['audiences'] {
  const scope = scopeOf(ability, 'update', 'fan');
  return covers(scope, scopeOf(ability, 'read', 'fan')) ? [] : [trust(rowsIn(scope, 'fan_shop'))];
}
