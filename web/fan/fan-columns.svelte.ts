import { tell } from '../api/problem.js';
import { t } from '../i18n/language.svelte.js';
import type { Key } from '../i18n/language.svelte.js';
import { type CustomField, listFields } from '../field/field.api.js';
import { shownValue } from '../field/field-value.js';
import type { Column } from '../kit/column.js';
import { keepLayout, readLayout } from './fan-view.api.js';

export const DEFAULT_SORT = '-last_active_at';

interface FanColumn {
  id: string;
  label: Key;
  numeric?: boolean;
  sort?: string;
  hidden?: boolean;
}

const all: FanColumn[] = [
  { id: 'nick', label: 'fan.nick' },
  { id: 'phone', label: 'fan.phone' },
  { id: 'tags', label: 'fan.tags' },
  { id: 'scores', label: 'fan.scores' },
  { id: 'tier', label: 'fan.tier', hidden: true },
  { id: 'spend', label: 'fan.spend', numeric: true, sort: 'spend' },
  { id: 'orders', label: 'fan.orders', numeric: true, sort: 'orders' },
  { id: 'last_watch', label: 'fan.lastWatch', sort: 'last_watch_at' },
  { id: 'last_purchase', label: 'fan.lastPurchase', sort: 'last_purchase_at', hidden: true },
  { id: 'owner', label: 'fan.owner', hidden: true },
  { id: 'level', label: 'fan.field.memberLevel', hidden: true },
  { id: 'source', label: 'fan.field.source', hidden: true },
  { id: 'first_follow', label: 'fan.field.firstFollow', hidden: true },
  { id: 'sops', label: 'fan.sops' },
];

/** Which columns the person wants, and how tight the rows; kept with the account, so on every machine. */
class FanTable {
  shown = $state<string[]>(all.filter((column) => !column.hidden).map((column) => column.id));
  dense = $state(false);
  /** The shop's own fields, each a column that one can choose. */
  own = $state.raw<CustomField[]>([]);
  loaded = $state(false);

  /** Nothing is settled, or it cannot be had now: the columns that everybody begins with. */
  async load(shop: string): Promise<void> {
    const { items } = await listFields(shop).catch(() => ({ items: [] }));
    this.own = items.filter(({ subject }) => subject === 'fan');
    this.loaded = true;
    const { layout } = await readLayout().catch(() => ({ layout: null }));
    if (!layout) return;
    this.shown = layout.shown;
    this.dense = layout.dense;
  }

  get choices(): { id: string; label: string; shown: boolean }[] {
    return this.#all.slice(1).map(({ id, label }) => ({ id, label, shown: this.shown.includes(id) }));
  }

  get columns(): Column[] {
    return this.#all.filter(({ id }) => id === 'nick' || this.shown.includes(id));
  }

  /** The sort that an address names; the one that everybody begins with where no column is sorted so. */
  readSort(text: string | null): string {
    const known = this.#all.flatMap(({ sort }) => (sort === undefined ? [] : [sort, `-${sort}`]));
    return known.find((sort) => sort === text) ?? DEFAULT_SORT;
  }

  get #all(): Column[] {
    return [
      ...all.map(({ id, label, numeric, sort }) => ({ id, label: t(label), numeric, sort })),
      ...this.own.map(({ name, type }) => ({
        id: `custom.${name}`,
        label: name,
        numeric: type === 'number' || type === 'money',
        sort: type === 'list' ? undefined : `custom.${name}`,
      })),
    ];
  }

  /** What a fan has in one of the shop's own fields, as text. */
  ownValue(custom: unknown, column: string): string {
    const field = this.own.find(({ name }) => `custom.${name}` === column);
    return field ? shownValue(field, custom) : '—';
  }

  toggle(id: string): void {
    this.shown = this.shown.includes(id) ? this.shown.filter((shown) => shown !== id) : [...this.shown, id];
    this.#keep();
  }

  setDense(dense: boolean): void {
    this.dense = dense;
    this.#keep();
  }

  #keep(): void {
    keepLayout({ shown: this.shown, dense: this.dense }).catch(tell);
  }
}

export const fanTable = new FanTable();
