import { count } from '../kit/format.js';
import { tierName } from '../words/tier-name.js';
import { language, listed, t, type Key } from '../i18n/language.svelte.js';
import { type FanFilter, type FilterName, readAgo, readRange } from './fan-filter.js';

const labels: Record<FilterName, Key> = {
  q: 'fan.filter.q',
  segment: 'fan.filter.segment',
  tag: 'fan.filter.tag',
  owner: 'fan.owner',
  last_watch: 'fan.lastWatch',
  last_purchase: 'fan.lastPurchase',
  spend_min: 'fan.spend',
  spend_max: 'fan.spend',
  orders_min: 'fan.orders',
  orders_max: 'fan.orders',
  R: 'fan.score.R',
  F: 'fan.score.F',
  M: 'fan.score.M',
  I: 'fan.score.I',
  W: 'fan.score.W',
  tier: 'fan.filter.tier',
  level: 'fan.field.memberLevel',
  source: 'fan.field.source',
  in_sop: 'fan.filter.inSop',
  where: 'fan.filter.where',
};

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
  switch (name) {
    case 'last_watch':
    case 'last_purchase': {
      const ago = readAgo(value);
      return ago && t(ago.side === 'before' ? 'fan.filter.before' : 'fan.filter.after', { days: ago.days });
    }
    case 'spend_min':
      return `≥ ¥${count(Number(value))}`;
    case 'spend_max':
      return `≤ ¥${count(Number(value))}`;
    case 'orders_min':
      return `≥ ${value}`;
    case 'orders_max':
      return `≤ ${value}`;
    case 'R':
    case 'F':
    case 'M':
    case 'I':
    case 'W': {
      const range = readRange(value);
      return range && [range.from && `≥ ${range.from}`, range.to && `≤ ${range.to}`].filter(Boolean).join(' ');
    }
    case 'tag':
      return listed(value.split(',').map((id) => names.get(id) ?? '…'));
    case 'owner':
      if (value === 'mine') return t('fan.filter.mine');
      return value === 'none' ? t('fan.unowned') : (names.get(value) ?? '…');
    case 'tier':
      return tierName(value, language());
    case 'segment':
    case 'in_sop':
      return names.get(value) ?? '…';
    default:
      return value;
  }
}
