import type { Field } from '../columns.js';

/** Words that make something else of a head that names a field: 付款 and 付款方式, paid and paid time. */
const OTHER_THING =
  /退款|优惠|折扣|运费|refund|discount|shipping|billing|adjusted|condition|wrap|(?:时间|日期|方式|渠道|类型|状态|金额|编号|单号|流水号?|账号|率|时长|次数)$|(?:ids?|codes?|no|number|times?|timestamp|dates?|at|methods?|types?|category|status|prices?|discounts?|fees?|tax(?:es)?|title|name|url|class|subclass|group|brand|owed|total|subtotal|size|measure|card|document)$|^(?:total|sub-?total|grand|gross|net)/;

/** What a part of a head says, unless the rest of it makes something else of it. */
export function isHarmless(rest: string): boolean {
  return !OTHER_THING.test(rest);
}

/** What a head says that no list has, by the words it is made of. Heads are in lower case and without spaces. */
const PATTERNS: Partial<Record<Field, RegExp>> = {
  order_number:
    /^(?!.*(?:子|内部|物流|快递|运|支付|退款|售后)).*(?:订单|交易|线上|平台|原始|小票|单据).*(?:编号|单号|号|id)$|^(?!.*(?:item|line|merchant)).*(?:order|invoice|transaction|receipt|purchase).*(?:id|no|number|#)$|^(?:trans?|txn|trx)(?:id|no|number)$/,
  nick: /(?:昵称|旺旺|网名|(?:买家|用户|粉丝|观众|观看用户)(?:名|名称|账号|帐号)?)$|^(?:user|member|screen|nick|buyer(?:user|nick|login)).*name$/,
  user_id:
    /(?:客户|用户|买家|会员|顾客|粉丝)(?:编号|编码|代码|id|号)$|(?:抖音|快手|小红书)(?:号|id)$|^(?!accountcode$)(?!.*(?:phone|mobile|postal|zip|order|invoice|receipt|transaction|ticket)).*(?:customer|client|user|member|buyer|shopper|account|household|reviewer).*(?:id|no|number|code)$|^(?:customer|client|user)key$|^cust(?:id|no|code)$/,
  open_id: /^(?:用户|买家|粉丝|客户|微信|抖音|user|buyer|customer|wx|wechat)openid$/,
  phone: /^(?!.*(?:型号|品牌|系统|归属|绑定|验证)).*(?:手机|电话|联系方式|mobile|phone)/,
  email: /^(?!.*(?:accept|consent|marketing|验证)).*(?:邮箱|e?mail(?:address)?$)/,
  status:
    /(?:订单|交易|付款|支付).*状态$|^(?:order|financial|payment|transaction|trade).*status$|^paymentstate$|^(?:line|item|lineitem)status$/,
  payable:
    /^(?!.*(?:退|优惠|折扣|运费|税|成本|累计|近\d)).*(?:应付|应收|总价|(?:订单|交易|总|合计|成交|消费|销售).*(?:金额|额|价)$)|^(?!sales$)(?:grand|final|order|invoice|net)?(?:total|sales|revenue|amount|spend|purchase)(?:amount|price|value|sales|spent)?$|^(?!.*(?:subtotal|discount|ship|tax|fee|refund|item|product|unit|profit|cost))(?:order|transaction|invoice|total).*(?:amount|total|value|price|revenue)$|^(?:trans?|txn|trx)(?:amount|amt|value)$/,
  paid: /(?:实付|已付|实收)(?:金额|款|额)?$|(?:amount|total)paid$|^paid(?:amount|price|total)$/,
  refunded:
    /(?:退款|已退).*(?:金额|额)$|^(?:total)?refund(?:ed|s)?(?:amount|total)$|amountrefunded$|^totalrefund(?:ed|s)?$/,
  ordered_at:
    /^(?!.*(?:上次|最近|最后|首次|近\d)).*(?:下单|订单|创建|提交|拍下|成交|交易|购买|消费|开单|单据|销售|业务).*(?:时间|日期)$|^(?!.*(?:ship|deliver|estimat|updat|cancel|limit|carrier|approv|refund|clos|expir|return|paid|pay)).*(?:order|purchase|transaction|invoice|sale|create).*(?:date|time|timestamp|at|on|dt)$|^shop(?:ping)?date$|^date(?:of)?(?:created|purchased?|ordered|order|sale)$|^(?:trans?|txn|trx)(?:date|time|dt)$|^t_?dat$/,
  shipped_at: /^(?!.*(?:应|最晚)).*发货(?:时间|日期)$/,
  done_at: /^order.*complet.*(?:time|date|at)$/,
  paid_at: /(?:付款|支付).*(?:时间|日期)$|(?:paid|payment|approved).*(?:date|time|timestamp|at)$/,
  title:
    /(?:商品|宝贝|产品|货品|存货)(?:名称?|标题)$|(?:product|item|goods).*(?:name|title|desc(?:ription)?)$|^orderlines\/product$|^description$/,
  category: /^(?:product|item|main|sub)?categor(?:y|ies)_?(?:name|code|id|l?\d)?$/,
  quantity:
    /^(?!.*退).*(?:数量|件数)$|(?:quantity|qty|units(?:sold)?)$|^(?:qty|units|quantity)(?:ordered|sold|purchased)$/,
  price:
    /^(?!.*(?:原|吊牌|成本|市场)).*单价$|^(?!.*(?:ship|deliver|freight|tax|total|wrap|gift|discount|cost|market|fuel|list)).*price$|^price(?:each|perunit)$/,
  sku: /^(?!lineitemid$)(?:stock|prod|item|goods|sku|lineitem|article).*(?:code|id|sku|no|number)$|^productkey$|^asin$|(?:商品|宝贝|货品|产品|款式|存货).*(?:编码|编号|代码|货号|id)$/,
  watch_seconds: /(?:观看|停留|在线).*时长$/,
  comments: /(?:评论|弹幕|发言).*数$/,
  likes: /点赞.*数$/,
  followed_at: /(?:关注|入粉|加粉|入会|添加).*(?:时间|日期)$/,
  member_level: /(?:会员|客户).*(?:等级|级别)$|^(?:user|customer|vip|membership|loyalty)(?:level|tier|grade)$/,
  happened_at: /^(?:request|action|view|click|visit|review|access|log|server|event).*(?:time|timestamp|date|at)$/,
  points: /积分(?:余额)?$/,
  birthday: /生日|出生日期|birth(?:day|date)/,
};

export function hasPattern(field: Field, head: string): boolean {
  return PATTERNS[field]?.test(head) ?? false;
}
