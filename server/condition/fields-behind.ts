/** The fields of a fan, as rights name them, behind each field of the language. */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  last_watch: ['last_watch_at'],
  watch_time: ['watch_seconds'],
  last_purchase: ['last_purchase_at'],
  average_order: ['spend', 'orders'],
  return_rate: ['refunded', 'spend'],
  first_follow: ['first_follow_at'],
  first_purchase: ['first_purchase_at'],
  shop: [],
  owner: ['owner_id'],
  R: ['last_purchase_at'],
  F: ['orders'],
  M: ['spend'],
  I: ['comments', 'likes', 'shares', 'gifts'],
  W: ['watch_seconds'],
  value_tier: ['last_purchase_at', 'orders', 'spend'],
};

/** The fields that a person must see to use a field of the language. */
export function fieldsBehind(field: string): readonly string[] {
  return Object.hasOwn(BEHIND, field) ? (BEHIND[field] ?? []) : [field];
}
