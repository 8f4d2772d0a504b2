import type { OrderStatus } from '../../event/order-state.js';
import { simplified } from '../heads/foreign-heads.js';

/** Words in the status texts of platforms; the first that fits decides. */
const WORDS: [RegExp, OrderStatus][] = [
  [
    /^[(（]删除[)）]|^(?:payment )?failed$|^declined$|^rto(?![a-z])|(?<!未)关闭|(?<!未)取消|失效|作废|撤单|已撤销|(?<!部分)(?:已退款|退款成功|退款完成|已退货|退货成功|退货完成)|closed|cancel|(?<!partially[_ -]?)(?:refunded|returned)|^refund$|(?<!partial(?:ly)?[_ -]?)(?:(?:full|complete) refund|refund (?:complete|success|issued))|voided|unavailable|annul|cancelad|storn|rembours|reembols|erstattet|^retour(?:e|niert|né)?$|キャンセル|취소|환불|[iİ]ptal|[iİ]ade ed|отмен|возвра[тщ]|ยกเลิก|คืนเงินแล้ว|anulowan|zwrócon|ملغ|مسترجع|مسترد|batal|dikembalikan|đã h[uủ][yỷ]|hoàn tiền|trả hàng|geannuleerd|geretourneerd|terugbetaald/i,
    'closed',
  ],
  [
    /等待买家付款|待.{0,3}付尾款|待付款|待支付|未付款|未支付|已下单|unpaid|(?:not|never)[_ -](?:yet[_ -])?paid|awaiting[_ -](?:.*[_ -])?payment|wait_buyer_pay|pending(?![ _-]*(?:fulfil|ship|deliver|pick))|quotation|authorized|on[- ]hold|en attente|pendiente|pendente|ausstehend|未入金|入金待|결제대기|ödeme bekl|beklemede|ожида\S* оплат|не оплачен|รอชำระ|รอการชำระ|ที่ต้องชำระ|nieopłacon|oczekuje na płat|بانتظار الدفع|غير مدفوع|belum (?:di)?bayar|chờ xác nhận|ch(?:ờ|ưa) thanh toán|niet betaald|openstaand/i,
    'created',
  ],
  [
    /交易成功|已完成|订单完成|交易完成|^完成$|^received$|[待已]评价|已收货|已签收|确认收货(?!前)|finished|completed?|success|(?<!un)delivered|livré|terminé|entregad|entregue|completad|concluíd|zugestellt|geliefert|abgeschlossen|配達完了|배송완료|구매확정|teslim ed|tamamland|доставлен|получен|выполнен|завершен|สำเร็จ|dostarczon|zrealizowan|تم التوصيل|تم التسليم|مكتمل|selesai|hoàn thành|thành công|đã giao|đã nhận|bezorgd|afgeleverd|afgerond|voltooid/i,
    'done',
  ],
  [
    /等待买家确认|卖家已发货|已发货|部分发货|待收货|运输|已揽[收件]|[派配]送中|派件中|已出库|出库成功|shipped|d[ei]spatched|out for delivery|in[_ -]transit|picked[_ -]up|^sent$|wait_buyer_confirm|delivering|(?<!un)fulfilled|expédié|enviad|versandt|versendet|発送済|出荷済|已出货|배송중|kargoda|kargoya|gönderild|отправлен|отгружен|доставляет|в пути|จัดส่งแล้ว|กำลังจัดส่ง|อยู่ระหว่างการจัดส่ง|wysłan|تم الشحن|(?<!perlu )dikirim|đang giao|đang vận chuyển|verzonden/i,
    'shipped',
  ],
  [
    /已付款|已支付|已结账|已结清|已付清|已买单|待发货|等待卖家发货|备货|待出库|打印|待揽|paid|awaiting[_ -](?:shipment|fulfillment|pickup)|wait_seller_send|pending[ _-]*(?:fulfil|ship|deliver|pick)|processing|^(?:billed|confirmed|sales order)$|invoiced|approved|payment accepted|paiement accepté|pago aceptado|pagamento accettato|partially|partial[_ -]?refund|payé|pagad|pago|bezahlt|en cours|in bearbeitung|入金済|準備中|待出货|결제완료|ödendi|hazırlan|оплачен|в обработке|собира|ожида\S* (?:сборк|отгруз|отправ)|ชำระแล้ว|ชำระเงินแล้ว|ที่ต้องจัดส่ง|รอจัดส่ง|opłacon|w realizacji|مدفوع|قيد المعالجة|perlu dikirim|dibayar|chờ (?:lấy|giao) hàng|đã thanh toán|betaald|in behandeling/i,
    'paid',
  ],
];

/** Whether an order that is closed had been paid for. */
export function isPaidBack(text: string): boolean {
  return /退款|退货|refund|returned|^retour|iade|возвра|คืนเงิน|zwróc|مسترجع|مسترد|dikembalikan|hoàn tiền|trả hàng|geretourneerd|terugbetaald/i.test(
    text,
  );
}

/** `Unshipped` and `not shipped` say that it was not done, and nothing else: `unpaid` says what it is. */
const NOT_DONE =
  /(?:\b(?:un|in)|\b(?:not|never)[_ -](?:yet[_ -])?)(?:shipped|dispatched|sent|delivered|received|completed?|finished|fulfilled|success)/i;
/** What becomes of the refund is open, and the order was paid for or not. */
const OPEN_REFUND =
  /(?:refund|return).*(?:pending|request|progress|reject|declin|initiat)|(?:pending|requested|rejected).*(?:refund|return)/i;

/** Null when the text tells nothing: then the times of the order do. */
export function parseOrderStatus(text: string): OrderStatus | null {
  const plain = simplified(text).replaceAll('ё', 'е');
  if (NOT_DONE.test(plain) || OPEN_REFUND.test(plain)) return null;
  return WORDS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}
