import iconv from 'iconv-lite';
import { it } from 'vitest';
import { checkLayout, type Layout } from './check-layout.js';

/** Exports of platforms, ERPs and customer tools at home. */
const layouts: Record<string, Layout> = {
  'douyin aftersale.csv': {
    text: `售后单号,订单号,商品单号,商品名称,商品ID,售后类型,售后状态,退款状态,退商品金额（元）,退运费金额（元）,售后申请时间,售后完结时间,退款方式,售后原因,发货状态,订单实付金额,售后数量
\t7143015876541219876,\t6943015876541219876,\t6943015876541219876,面膜,371,仅退款,售后完成,退款成功,109.00,0.00,2026-03-06 10:00:00,2026-03-06 12:00:00,原路退回,不想要了,未发货,109.00,1
\t7143015876541219877,\t6943015876541219877,\t6943015876541219877,口红,371,退货退款,售后关闭,-,59.00,0.00,2026-03-06 10:00:00,,原路退回,质量问题,已发货,59.00,1
`,
    kind: 'refunds',
    fields: 'refund_number order_number - - - - status refund_status refunded(yuan) - - refunded_at - - - - -',
    accepted: 2,
  },
  'kuaishou refunds.csv': {
    text: `退款编号,订单编号,商品名称,退款类型,退款金额,退款状态,申请时间,退款成功时间,退款原因,买家昵称
2406512345678901R,2406512345678901,口红,仅退款,59.00,退款成功,2026-03-06 10:00:00,2026-03-06 11:00:00,不想要,小鹿
`,
    kind: 'refunds',
    fields: 'refund_number order_number - - refunded refund_status - refunded_at - -',
    accepted: 1,
  },
  'taobao refunds.csv': {
    text: iconv.encode(
      `"订单编号","退款编号","支付宝交易号","订单付款时间","商品编码","退款完结时间","买家会员名","买家实际支付金额","宝贝标题","买家退款金额","手工退款/系统退款","退款类型","退款的申请时间","超时时间","退款状态","货物状态","退货物流信息","发货物流信息","客服介入状态","卖家真实姓名","卖家退货地址","卖家邮编","卖家电话","卖家手机","退货物流单号","退货物流公司","买家退款原因","买家退款说明","买家退货时间","责任方","售中或售后","商家编码","完结时间","部分退款/全部退款"
="2419301845566778899",="120012345678","20260305","2026-03-05 20:11:00","","2026-03-06 11:00:00","小鹿","129.00","面膜","64.50","系统退款","仅退款","2026-03-06 10:00:00","","退款成功","未收到货","","","","","","","","","","","拍错","","","","售中","","2026-03-06 11:00:00","部分退款"
="2419301845566778900",="120012345679","20260305","2026-03-05 20:11:00","","2026-03-06 11:00:00","小马","59.00","口红","59.00","系统退款","退货退款","2026-03-06 10:00:00","","退款关闭","未收到货","","","","","","","","","","","拍错","","","","售中","","2026-03-06 11:00:00","全部退款"
`,
      'gb18030',
    ),
    kind: 'refunds',
    fields:
      'order_number refund_number - - - refunded_at - - - refunded - - - - refund_status - - - - - - - - - - - - - - - - - - -',
    accepted: 2,
  },
  'jd aftersale.csv': {
    text: `服务单号,订单号,商品编号,商品名称,申请时间,服务单状态,售后类型,客户账号,客户姓名,联系电话,退款金额,问题描述
123456,29988877766,100012345,面膜,2026-03-08 10:00:00,完成,退货,jd_abc123,王小丽,13812344021,64.50,质量
`,
    kind: 'refunds',
    fields: 'refund_number order_number - - refunded_at status - - - - refunded -',
    accepted: 1,
  },
  'pdd aftersale.csv': {
    text: `售后编号,订单编号,商品名称,商品id,交易金额,退款金额,售后类型,售后状态,申请时间,退款完成时间,快递单号,售后原因
98765,260305-123456789012345,面膜,123456789,37.90,37.90,仅退款,退款成功,2026-03-06 10:00:00,2026-03-06 10:10:00,,不想要
`,
    kind: 'refunds',
    fields: 'refund_number order_number - - - refunded - status - refunded_at - -',
    accepted: 1,
  },
  'kuaishou orders.csv': {
    text: `订单号,订单创建时间,订单支付时间,订单状态,实付款,运费,商品名称,商品ID,商品规格,SKU编码,商品数量,商品单价,买家昵称,买家ID,买家留言,收货人姓名,收货人电话,收货地址,快递单号,快递公司,发货时间,达人昵称,达人ID,成交渠道,退款状态
2406512345678901,2026-03-05 20:10:00,2026-03-05 20:11:00,交易成功,59.00,0.00,口红,123,豆沙色,KH-1,1,59.00,小鹿,88001,,王小丽,138****4021,浙江省杭州市,SF123,顺丰,2026-03-06 09:00:00,小鱼,999,直播,
`,
    kind: 'orders',
    fields:
      'order_number ordered_at paid_at status paid - title - - sku quantity price nick user_id - receiver phone address - - shipped_at - - - refund_status',
    accepted: 1,
  },
  'weixin shop.csv': {
    text: `订单号,下单时间,支付时间,订单状态,商品名称,商品ID,SKU ID,商品编码,规格,商品单价（元）,商品数量,商品实付总金额,运费,订单实付金额（元）,收货人,收货电话,收货地址,订单来源,视频号昵称,支付方式,交易单号,买家备注,物流单号,售后状态
3705123456789012345,2026-03-05 20:10:00,2026-03-05 20:11:00,已完成,面膜,1001,2002,MM,10片,129.00,1,129.00,0,129.00,王小丽,13812344021,浙江,直播,小鱼直播间,微信支付,42000,,SF1,
`,
    kind: 'orders',
    fields:
      'order_number ordered_at paid_at status title - - sku - price(yuan) quantity payable - paid(yuan) receiver phone address - - - - - - refund_status',
    accepted: 1,
  },
  'weimob.csv': {
    text: `订单编号,订单类型,订单状态,下单时间,付款时间,客户昵称,客户手机号,WID,商品名称,商品编码,商品数量,商品单价,商品实付,订单应付,实付金额,优惠金额,收货人,收货人手机号,收货地址,导购
WM1001,普通订单,已完成,2026-03-05 20:10:00,2026-03-05 20:11:00,小鹿,13812344021,10001,面膜,MM010,1,129.00,119.00,129.00,119.00,10.00,王小丽,13812344021,浙江省杭州市,周敏
`,
    kind: 'orders',
    fields:
      'order_number - status ordered_at paid_at nick phone - title sku quantity price - payable paid - receiver - address -',
    accepted: 1,
  },
  'jushuitan.csv': {
    text: `内部订单号,线上订单号,店铺,订单类型,状态,订单日期,付款日期,发货日期,买家账号,收货人,手机,省,市,区,地址,商品编码,款式编码,商品名称,颜色规格,数量,单价,金额,应付金额,已付金额,运费,优惠,快递公司,快递单号,买家留言,卖家备注,业务员
1000123,2419301845566778899,旗舰店,普通订单,已发货,2026-03-05 20:10:00,2026-03-05 20:11:00,2026-03-06 09:00:00,小鹿,王小丽,13812344021,浙江省,杭州市,西湖区,文三路1号,MM010,MM,面膜,10片,2,64.50,129.00,188.00,188.00,0,0,顺丰,SF1,,,周敏
1000123,2419301845566778899,旗舰店,普通订单,已发货,2026-03-05 20:10:00,2026-03-05 20:11:00,2026-03-06 09:00:00,小鹿,王小丽,13812344021,浙江省,杭州市,西湖区,文三路1号,KH001,KH,口红,豆沙,1,59.00,59.00,188.00,188.00,0,0,顺丰,SF1,,,周敏
`,
    kind: 'orders',
    fields:
      '- order_number - - status ordered_at paid_at shipped_at nick receiver phone - - - address sku - title - quantity price - payable paid - - - - - - -',
    accepted: 2,
  },
  'wangdiantong.csv': {
    text: `订单编号,店铺,原始单号,订单状态,交易时间,付款时间,客户网名,收件人,手机,固话,收货地区,地址,货品总数,应收金额,实收金额,邮资,优惠,物流公司,物流单号,商家编码,货品名称,规格名称,下单数量,成交价,分摊后总价
JY202603050001,旗舰店,2419301845566778899,已完成,2026-03-05 20:10:00,2026-03-05 20:11:00,小鹿,王小丽,13812344021,,浙江,文三路,3,188.00,188.00,0,0,顺丰,SF1,MM010,面膜,10片,2,64.50,129.00
`,
    kind: 'orders',
    fields:
      'order_number - - status ordered_at paid_at nick receiver phone - - address - payable paid - - - - sku title - quantity price line_total',
    accepted: 1,
  },
  'guanyi.csv': {
    text: `单据编号,平台单号,会员名称,会员代码,收货人,收货人手机,拍单时间,付款时间,店铺名称,商品代码,商品名称,数量,实际单价,让利后金额,应付金额,支付金额,发货状态,配送状态
SO1001,2419301845566778899,小鹿,VIP001,王小丽,13812344021,2026-03-05 20:10:00,2026-03-05 20:11:00,旗舰店,MM010,面膜,2,64.50,129.00,129.00,129.00,全部发货,已签收
`,
    kind: 'orders',
    fields:
      '- order_number nick user_id receiver phone ordered_at paid_at - sku title quantity price - payable paid - -',
    accepted: 1,
  },
  'wanliniu.csv': {
    text: `系统单号,店铺,平台单号,买家昵称,收件人,手机号,收件地址,下单时间,付款时间,发货时间,订单状态,商品编码,商品名称,数量,单价,商品金额,实付金额,运费
XD26030500001,旗舰店,2419301845566778899,小鹿,王小丽,13812344021,浙江省杭州市,2026-03-05 20:10,2026-03-05 20:11,2026-03-06 09:00,已发货,MM010,面膜,2,64.5,129,129,0
`,
    kind: 'orders',
    fields:
      '- - order_number nick receiver phone address ordered_at paid_at shipped_at status sku title quantity price payable paid -',
    accepted: 1,
  },
  'kingdee.csv': {
    text: `日期,单据编号,客户,客户代码,产品代码,产品名称,规格型号,单位,实发数量,销售单价,销售金额,业务员,部门
2026/3/5,XOUT000001,王小丽,C001,01.01,面膜,10片,盒,2,64.5,129,周敏,直播部
2026/3/6,XOUT000002,李雷,C002,01.02,口红,豆沙,支,1,59,59,周敏,直播部
`,
    kind: 'orders',
    fields: 'ordered_at order_number - user_id sku title - - quantity price payable - -',
    accepted: 2,
  },
  'yonyou.csv': {
    text: `单据日期,单据号,客户编码,客户名称,存货编码,存货名称,规格,主计量,数量,含税单价,价税合计,税额,无税金额,制单人
2026-03-05,0000000101,C001,王小丽,CH01,面膜,10片,盒,2,64.50,129.00,14.84,114.16,周敏
`,
    kind: 'orders',
    fields: 'ordered_at order_number user_id - sku title - - quantity price line_total - - -',
    accepted: 1,
  },
  'sap.txt': {
    text: `Sales Document\tItem\tSold-to party\tMaterial\tDescription\tOrder Quantity\tNet Value\tDocument Currency\tCreated on
4500001\t10\tC001\tMM-010\tMask\t2\t1.290,50\tEUR\t05.03.2026
4500001\t20\tC001\tKH-001\tLipstick\t1\t59,00\tEUR\t05.03.2026
`,
    kind: 'orders',
    fields: 'order_number - user_id sku title quantity line_total - ordered_at',
    accepted: 2,
  },
  'qywx customers.csv': {
    text: `客户名称,备注名,描述,添加人,添加人账号,添加人所属部门,添加时间,来源,标签,客户手机,企业名称,邮箱,地址,职务,电话
小鹿,王小丽-面膜,,周敏,zhoumin,直播部,2026-03-05 20:10:00,扫描二维码,高价值;复购,13812344021,,,,,
小马,,,周敏,zhoumin,直播部,2026/3/6 20:10,名片分享,,,,,,,
`,
    kind: 'followers',
    fields: '- - - owner - - followed_at source - phone - email - - -',
    accepted: 1,
    rejected: { IMP204: 1 },
  },
  'weiban.csv': {
    text: `客户昵称,客户备注,外部联系人ID,UnionID,性别,手机号,所属客服,添加时间,添加渠道,客户标签,客户状态,客户阶段
小鹿,王姐,wmABCDEF123,oABC123,女,13812344021,周敏,2026-03-05 20:10:00,直播引流,"高价值,复购",正常,已成交
`,
    kind: 'followers',
    fields: 'nick - wecom union_id - phone owner followed_at source - - -',
    accepted: 1,
  },
  'chenfeng.csv': {
    text: `客户名称,手机,微信昵称,外部联系人id,跟进人,客户阶段,客户来源,添加好友时间,最近跟进时间,生日,省份,城市,标签
小鹿,13812344021,小鹿,wmABCDEF124,周敏,意向客户,抖音直播,2026-03-05 20:10:00,2026-03-06 20:10:00,08-21,浙江,杭州,高价值
小马,13812344022,小马,wmABCDEF125,周敏,意向客户,抖音直播,2026-03-05 20:10:00,2026-03-06 20:10:00,8月21日,浙江,杭州,高价值
`,
    kind: 'followers',
    fields: '- phone nick wecom owner - source followed_at - birthday - - -',
    accepted: 2,
  },
};

it.each(Object.entries(layouts))('%s', checkLayout);
