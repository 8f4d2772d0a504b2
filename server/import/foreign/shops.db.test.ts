import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

/** Exports of other shop systems and platforms, with their heads in their order. */
const exports: Record<string, ForeignFile> = {
  'amazon.txt': {
    text: `amazon-order-id\tpurchase-date\torder-status\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\tgift-wrap-price\tbuyer-email
112-1\t2026-03-05T08:01:02+00:00\tShipped\tMug\tM-1\tB00X\tShipped\t2\tUSD\t25.98\t2.1\t\t\ta@marketplace.amazon.com
112-1\t2026-03-05T08:01:02+00:00\tShipped\tCup\tC-1\tB00Z\tShipped\t1\tUSD\t25.98\t2.1\t\t\ta@marketplace.amazon.com
112-2\t2026-03-05T09:01:02+00:00\tCancelled\tPlate\tP-1\tB00Y\tCancelled\t0\tUSD\t\t\t\t\tb@marketplace.amazon.com
`,
    sums: { orders: 2, amount: 5_196, fans: 2 },
  },
  'etsy.csv': {
    text: `Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Payment Method,Date Shipped,Currency,Order Value,Discount Amount,Order Total,Status,Order Net,Adjusted Order Total,Adjusted Net Order Amount,Buyer,SKU
03/05/26,2987654321,janeroe7,Jane Roe,1,Credit Card,03/06/26,USD,24.00,0,28.50,,27.34,,,Jane Roe (janeroe7),MUG-1
03/17/26,2987654322,johndoe,John Doe,2,Credit Card,,USD,"1,024.00",0,"1,028.50",,27.34,,,John Doe (johndoe),MUG-2
`,
    sums: { orders: 2, amount: 105_700, fans: 2 },
  },
  'ebay.csv': {
    text: `

"Sales Record Number","Order Number","Buyer Username","Buyer Name","Buyer Email","Item Title","Quantity","Sold For","Total Price","Payment Method","Sale Date","Paid On Date","Shipped On Date"

"1201","12-34567-89012","buyer_one","Jane Roe","a@members.ebay.com","Vintage Mug","1","$12.00","$17.00","Other","Nov-12-25","Nov-12-25","Nov-13-25"
"1202","12-34567-89013","buyer_two","John Doe","b@members.ebay.com","Vintage Plate","2","$1,012.00","$1,017.00","Other","Nov-20-25","",""

"2","record(s) downloaded,"," from ","Nov-12-25 to Nov-20-25",
`,
    sums: { orders: 2, amount: 103_400, fans: 2 },
    layout: 5,
    rejected: { IMP202: 1 },
  },
  'magento.csv': {
    text: `"ID","Purchase Point","Purchase Date","Ship-to Name","Grand Total (Base)","Grand Total (Purchased)","Status","Customer Email","Subtotal","Payment Method","Total Refunded"
"000000012","Main","Mar 5, 2026, 8:01:02 AM","Jane Roe","59.0000","59.0000","complete","jane@example.com","54.0000","checkmo","0.0000"
"000000013","Main","Mar 6, 2026, 9:01:02 PM","John Doe","20.0000","20.0000","canceled","john@example.com","15.0000","checkmo",
`,
    sums: { orders: 2, amount: 7_900, fans: 2 },
  },
  'prestashop.csv': {
    text: `"ID";"Référence";"Livraison";"E-mail client";"Total";"Paiement";"Date"
"12";"XKBKNABJK";"France";"a@example.fr";"1 234,50 €";"Chèque";"2026-03-05 08:01:02"
"13";"OHSATSERP";"France";"b@example.fr";"61,80 €";"Virement";"2026-03-06 08:01:02"
`,
    reading: { columns: ['order_number', null, null, 'email', 'payable', null, 'ordered_at'], kind: 'orders' },
    sums: { orders: 2, amount: 129_630, fans: 2 },
  },
  'bigcommerce.csv': {
    text: `Order ID,Customer ID,Customer Email,Order Date,Order Status,Order Total (inc tax),Total Quantity,Date Shipped,Refund Amount
118,7,jane@example.com,05/03/2026,Completed,50.0000,2,06/03/2026,0.0000
119,8,john@example.com,25/03/2026,Awaiting Payment,20.0000,1,,0.0000
`,
    sums: { orders: 2, amount: 7_000, fans: 2 },
  },
  'tmall.csv': {
    text: iconv.encode(
      `"订单编号","支付单号","买家应付货款","总金额","买家实际支付金额","订单状态","收货人姓名","收货地址","联系电话","联系手机","订单创建时间","订单付款时间","宝贝标题","宝贝总数量","退款金额"
="2419301845566778899",="2026030522001",129.00,129.00,129.00,"交易成功","王**","浙江省杭州市****",'null,'138****4021,"2026-03-05 20:10:00","2026-03-05 20:11:00","面膜",2,"0.00"
="2419301845566778900",="2026030522002",59.00,59.00,59.00,"交易成功","李**","浙江省杭州市****",'null,'13812344022,"2026-03-05 21:10:00","2026-03-05 21:11:00","口红",1,"0.00"
"合计","",188.00,188.00,188.00,"","","","","","","","",3,""
`,
      'gbk',
    ),
    sums: { orders: 1, amount: 5_900, fans: 1 },
    layout: 2,
    rejected: { IMP204: 1 },
  },
  'jd.csv': {
    text: `订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,结算金额,应付金额,订单状态,下单帐号,客户姓名,联系电话
29988877766,100012345,"面膜 10片 ",2,2026-03-05 20:10:00,64.50,188.00,188.00,188.00,完成,jd_abc123,王小丽,13812344021
29988877766,100012346,口红,1,2026-03-05 20:10:00,59.00,188.00,188.00,188.00,完成,jd_abc123,王小丽,13812344021
29988877767,100012345,面膜 10片,1,2026-03-06 20:10:00,64.50,64.50,64.50,64.50,(锁定)等待出库,jd_def456,李雷,13812344022
`,
    sums: { orders: 2, amount: 25_250, fans: 2 },
  },
  'pinduoduo.csv': {
    text: `商品,订单号,订单状态,商品总价(元),邮费(元),用户实付金额(元),商品数量(件),收货人,手机,拼单成功时间,订单确认时间,承诺发货时间,发货时间,确认收货时间,商品id,商家编码-规格维度
面膜,\t260305-123456789012345,已发货，待收货,39.90,0.00,37.90,1,王**,13812344021,\t2026-03-05 20:10:00,\t2026-03-05 20:10:05,\t2026-03-07 20:10:05,\t2026-03-06 09:00:00,\t,\t123456789,M1
口红,\t260305-123456789012346,已取消，退款成功,59.00,0.00,59.00,1,李**,13812344022,\t2026-03-05 21:10:00,\t2026-03-05 21:10:05,\t2026-03-07 20:10:05,\t,\t,\t123456790,L1
`,
    sums: { orders: 2, amount: 9_690, refunded: 5_900, fans: 2 },
  },
  'weixin.csv': {
    text: `订单号,订单状态,下单时间,支付时间,发货时间,买家昵称,商品名称,商品编码(平台),商品数量,商品价格,商品总价,订单实际支付金额,收货人姓名,收货人手机,OpenID,带货账号昵称
3705123456789012345,待收货,2026/3/5 20:10,2026/3/5 20:11,2026/3/6 9:00,小鹿,面膜,10000,1,129.00,129.00,129.00,王小丽,13812344021,oABCdef123,小鱼
`,
    sums: { orders: 1, amount: 12_900, fans: 1 },
  },
  'returns.csv': {
    text: `单据编号,单据日期,客户编号,商品名称,数量,销售金额
XS-1001,2026-03-05,C01,面膜,2,129.00
XS-1002,2026-03-05,C02,口红,1,59.00
TH-0001,2026-03-06,C01,面膜,-1,-64.50
`,
    sums: { orders: 3, amount: 18_800, refunded: 6_450, fans: 2 },
  },
  'douyin fans.csv': {
    text: `用户昵称,抖音号,粉丝团等级,成为粉丝时间,最近观看时间,近30天观看次数,近30天观看时长,近30天支付金额
小鹿,xiaolu01,Lv3,2026-01-05 20:10:00,2026-03-05 20:10:00,5,1小时2分钟,¥129.00
小马,xiaoma02,-,2026-02-05 20:10:00,,0,0秒,¥0.00
`,
    sums: { orders: 0, fans: 2, behaviour: { follow: 2 } },
  },
  'youzan customers.csv': {
    text: `客户姓名,手机号,昵称,生日,成为客户时间,会员等级,会员卡号,归属导购,客户来源,积分,累计消费金额,累计消费次数,上次消费时间
王小丽,13812344021,小鹿,1996-08-21,2026-01-05 20:10:00,黄金会员,1001,周敏,微信小程序,260,1299.00,5,2026-03-05 20:10:00
李雷,13812344022,小马,,2026-02-05 20:10:00,,,,扫码,0,0.00,0,
`,
    sums: { orders: 0, fans: 2 },
  },
};

it.each(Object.entries(exports))('%s', (name, file) => checkForeign(bench, name, file));
