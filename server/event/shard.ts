/** Facts of one fan are handled in order, within their shard. */
export const FAN_SHARDS = 16;

/** Facts of the shop itself, such as the start of a broadcast. */
export const SHOP_SHARD = 16;

/** @param rootId the last hexadecimal digit of an id is random */
export function shardOf(rootId: string): number {
  return parseInt(rootId.slice(-1), 16);
}
