import { expect, it } from 'vitest';
import { detectHeader } from './detect-header.js';

/** `head=field`, or a head alone for a column that is not used. */
const EXPORTS: [string, string, string][] = [
  [
    'Douyin',
    'orders',
    '主订单编号=order_number 子订单编号=line_number 选购商品=title 商品数量=quantity 商品单价=price 订单应付金额=payable 收件人=receiver 收件人手机号=phone 详细地址=address 订单提交时间=ordered_at 订单完成时间=done_at 支付完成时间=paid_at 订单状态=status 承诺发货时间 达人ID 达人昵称 取消原因=close_reason',
  ],
  [
    'Kuaishou',
    'orders',
    '订单编号=order_number 订单状态=status 订单创建时间=ordered_at 订单支付时间=paid_at 商品名称=title 成交数量=quantity 实付款(元)=paid 买家昵称=nick 买家快手ID=user_id 收货人姓名=receiver 收货人电话=phone',
  ],
  [
    'Xiaohongshu',
    'orders',
    '订单号=order_number 订单状态=status 售后状态=refund_status 订单创建时间=ordered_at 订单付款时间=paid_at 商品名称=title 商品数量=quantity 商品总价(元)=payable 商家应收金额(元)(支付金额)=paid 用户昵称=nick 收件人手机=phone',
  ],
  [
    'Jingdong',
    'orders',
    '订单号=order_number 商品名称=title 订购数量=quantity 下单时间=ordered_at 订单金额 结算金额=paid 应付金额=payable 订单状态=status 下单帐号=nick 客户姓名=receiver 客户地址=address 联系电话=phone',
  ],
  [
    'Youzan',
    'orders',
    '订单号=order_number 订单状态=status 全部商品名称=title 商品总数量=quantity 应收订单金额=payable 订单实付金额=paid 买家付款时间=paid_at 订单创建时间=ordered_at 买家手机号=phone 收货人手机号/提货人手机号',
  ],
  [
    'Taobao since 2020',
    'orders',
    '订单编号=order_number 支付单号 买家应付货款=payable 总金额 买家实际支付金额=paid 子单实际支付金额 订单状态=status 联系手机=phone 订单付款时间=paid_at 宝贝标题=title 修改后的收货地址 是否手机订单 退款金额=refunded 确认收货时间=done_at 主订单编号',
  ],
  [
    'Jushuitan',
    'orders',
    '内部订单号 线上订单号=order_number 店铺 买家账号=nick 应付金额=payable 已付金额=paid 下单时间=ordered_at 付款日期=paid_at 订单状态=status 标记|多标签 商品编码=sku 商品名称=title 数量=quantity 单价=price 收货人=receiver 手机=phone 省 市',
  ],
  [
    'TikTok Shop',
    'orders',
    'OrderID=order_number OrderStatus=status OrderSubstatus SKUID=sku ProductName=title Quantity=quantity SKUUnitOriginalPrice=price SKUPlatformDiscount OrderAmount=payable OrderRefundAmount=refunded CreatedTime=ordered_at PaidTime=paid_at CancelledTime BuyerUsername=nick Phone#=phone',
  ],
  [
    'WooCommerce',
    'orders',
    'order_id=order_number order_date=ordered_at status=status order_total=payable billing_email=email billing_phone=phone payment_method_title',
  ],
  [
    'Amazon',
    'orders',
    'amazon-order-id=order_number merchant-order-id purchase-date=ordered_at last-updated-date order-status=status product-name=title sku=sku quantity=quantity item-price=price buyer-email=email buyer-phone-number=phone',
  ],
  [
    'Olist',
    'orders',
    'order_id=order_number customer_id=user_id order_status=status order_purchase_timestamp=ordered_at order_approved_at=paid_at order_estimated_delivery_date',
  ],
  [
    'a list of invoices',
    'orders',
    'Invoice=order_number StockCode=sku Description=title Quantity=quantity InvoiceDate=ordered_at Price=price CustomerID=user_id Country',
  ],
  [
    'a list of sales',
    'orders',
    'RowID OrderID=order_number OrderDate=ordered_at ShipDate=shipped_at CustomerID=user_id CustomerName ProductID=sku ProductName=title Sales=line_total Quantity=quantity Discount Profit',
  ],
  ['a live room’s viewers', 'live', '观看用户=nick 观看时长=watch_seconds 互动次数 是否关注 成交金额'],
  [
    'members of Weimob',
    'followers',
    '会员卡号=member_no 会员姓名 会员手机=phone 注册时间 会员等级=member_level 当前积分=points 累计消费金额',
  ],
  [
    'an API dump',
    'orders',
    'order_id=order_number buyer_nick=nick pay_amount=paid status=status pay_time=paid_at create_time=ordered_at receiver_mobile=phone',
  ],
];

it.each(EXPORTS)('knows the columns of %s', (_, kind, text) => {
  const pairs = text.split(' ').map((pair) => pair.split('='));
  const header = detectHeader([{ no: 1, cells: pairs.map(([head = '']) => head) }]);
  expect(header).toMatchObject({ kind, missing: [] });
  expect(header?.columns.map((column) => column.field)).toEqual(pairs.map(([, field]) => field ?? null));
});
