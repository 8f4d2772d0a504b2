/** How much there is in a shop made for measuring. Equal sizes give equal rows. */
export interface ShopSize {
  fans: number;
  orders: number;
  events: number;
  /** The past ends here. */
  endsAt: Date;
}

/** Days of the past over which orders and events are spread. */
export const DAYS = 180;
