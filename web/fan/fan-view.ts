import type { Key } from '../i18n/language.svelte.js';
import type { FanFilter } from './fan-filter.js';

interface FanView {
  id: string;
  label: Key;
  filter: FanFilter;
}

/** Questions everybody asks of their fans, one click away. */
export const fanViews: FanView[] = [
  { id: 'all', label: 'fan.view.all', filter: {} },
  { id: 'mine', label: 'fan.view.mine', filter: { owner: 'mine' } },
  { id: 'fresh', label: 'fan.view.fresh', filter: { orders_max: '0', last_watch: 'after:7' } },
  { id: 'silent', label: 'fan.view.silent', filter: { spend_min: '1000', last_purchase: 'before:30' } },
  { id: 'repeat', label: 'fan.view.repeat', filter: { orders_min: '2' } },
  { id: 'unowned', label: 'fan.view.unowned', filter: { owner: 'none' } },
];
