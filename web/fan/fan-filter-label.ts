import { t } from '../i18n/language.svelte.js';
import { type FanFilter, type FilterName, readAgo } from './fan-filter.js';

const labels = {
  q: 'fan.filter.q',
  tag: 'fan.filter.tag',
  owner: 'fan.owner',
  last_watch: 'fan.lastWatch',
  last_purchase: 'fan.lastPurchase',
  spend_min: 'fan.spend',
  spend_max: 'fan.spend',
  orders_min: 'fan.orders',
  orders_max: 'fan.orders',
  m: 'fan.m',
  in_sop: 'fan.filter.inSop',
} as const satisfies Record<FilterName, string>;

/** A filter as a chip says it: `购买金额 ≥ ¥1,000`. Names of people and SOPs are looked up by the caller. */
export function filterChip(
  name: FilterName,
  filter: FanFilter,
  names: ReadonlyMap<string, string>,
): { label: string; value: string } | null {
  const value = filter[name];
  if (!value) return null;
  const said = describe(name, value, names);
  return said === null ? null : { label: t(labels[name]), value: said };
}

function describe(name: FilterName, value: string, names: ReadonlyMap<string, string>): string | null {
  if (name === 'last_watch' || name === 'last_purchase') {
    const ago = readAgo(value);
    if (!ago) return null;
    return t(ago.side === 'before' ? 'fan.filter.before' : 'fan.filter.after', { days: ago.days });
  }
  if (name === 'spend_min') return `≥ ¥${value}`;
  if (name === 'spend_max') return `≤ ¥${value}`;
  if (name === 'orders_min') return `≥ ${value}`;
  if (name === 'orders_max') return `≤ ${value}`;
  if (name === 'owner' && value === 'mine') return t('fan.filter.mine');
  if (name === 'owner' && value === 'none') return t('fan.unowned');
  return names.get(value) ?? value;
}
