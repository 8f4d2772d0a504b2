import { EVENTS, type EventId } from '@fanloom/dsl/vocabulary/event.js';
import { z } from 'zod';

/**
 * What the words of a file stand for: a type of event, one of the shop's own too; null leaves such rows out. The empty word
 * is that of rows which tell none: of all where a file is about one thing only.
 */
export const eventWords = z.record(z.string().max(100), z.string().trim().min(1).max(64).nullable());
export type EventWords = z.infer<typeof eventWords>;

/** Words in which lists of behaviour tell what a fan did; the first that fits decides. */
const WORDS: [RegExp, EventId][] = [
  [
    /^(?:pv|(?:item_?|product_?|page_?)?(?:view|click|detail|browse)s?|view_?(?:item|product)|(?:点击|浏览)(?:商品)?)$/i,
    'product.click',
  ],
  [/^(?:remove_?from_?cart|cart_?remove|移出购物车|删除购物车)$/i, 'cart.remove'],
  [
    /^(?:(?:add_?(?:to_?)?)?(?:shopping_?)?cart(?:_?add)?|add_?to_?(?:bag|basket)|加购|加购物车|加入购物车)$/i,
    'cart.add',
  ],
  [/^(?:buy|purchased?|transaction|paid|pay|payment|pay_?order|购买|支付|付款|成交)$/i, 'order.pay'],
  [/^(?:order|(?:begin_?)?checkout|(?:create|place|submit)_?order|下单)$/i, 'order.create'],
  [/^(?:refund(?:ed)?|退款)$/i, 'order.refund'],
  [/^(?:returned?|退货)$/i, 'order.return'],
  [/^(?:follow|subscribe|关注)$/i, 'follow'],
  [/^(?:unfollow|unsubscribe|取关|取消关注)$/i, 'unfollow'],
  [/^(?:enter|enter_?(?:live|room)|join|进入|进房|进场|进入直播间)$/i, 'live.enter'],
  [/^(?:watch|watch_?live|观看|观看直播)$/i, 'live.watch'],
  [/^(?:comment|评论|弹幕|发言)$/i, 'live.comment'],
  [/^(?:like|点赞)$/i, 'live.like'],
  [/^(?:share|分享|转发)$/i, 'live.share'],
  [/^(?:gift|reward|打赏|送礼|礼物)$/i, 'live.gift'],
  [/^(?:claim_?coupon|get_?coupon|领券|领取优惠券)$/i, 'coupon.claim'],
  [/^(?:use_?coupon|用券)$/i, 'coupon.use'],
];

const BY_NAME = new Map(Object.entries(EVENTS).flatMap(([id, { zh }]) => [[id, id] as const, [zh, id] as const]));
const OWN_TYPE = /^\p{L}[\p{L}\p{N}_.-]{0,63}$/u;

/**
 * The type of event that a word stands for: as a person says, else as it is known, else a type of the shop's own of that
 * name. Null: such rows are left out, as are words that are mere numbers.
 */
export function eventOf(word: string, words: EventWords): string | null {
  if (Object.hasOwn(words, word)) return words[word] ?? null;
  return builtInEvent(word) ?? (OWN_TYPE.test(word) ? word : null);
}

/** The type of event of the product's own that a word is known to stand for. */
export function builtInEvent(word: string): string | undefined {
  return BY_NAME.get(word) ?? WORDS.find(([pattern]) => pattern.test(word))?.[1];
}
