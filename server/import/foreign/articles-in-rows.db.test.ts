import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

/** Orders that take several rows: what is of a row is added up, what is of the order is not. */
const files: Record<string, ForeignFile> = {
  'articles without numbers (xiaohongshu).csv': {
    text: `订单号,订单状态,订单创建时间,订单付款时间,商品名称,商品数量,商品总价(元),商家应收金额(元)(支付金额),用户昵称
P1,已完成,2026-03-05 20:10:00,2026-03-05 20:11:00,面膜,1,59.00,49.00,小鹿
P1,已完成,2026-03-05 20:10:00,2026-03-05 20:11:00,口红,1,99.00,89.00,小鹿
P2,已完成,2026-03-05 20:10:00,2026-03-05 20:11:00,面膜,1,59.00,49.00,小马
P2,已完成,2026-03-05 20:10:00,2026-03-05 20:11:00,眼霜,1,59.00,49.00,小马
`,
    sums: { orders: 2, amount: 13_800 + 9_800, fans: 2 },
  },
  'one order told again.csv': {
    text: `订单编号,买家昵称,下单时间,付款时间,宝贝标题,实付金额,订单状态
G1,小鹿,2026-03-05 20:10:00,,面膜,0.00,等待买家付款
G1,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,面膜,59.00,买家已付款
`,
    sums: { orders: 1, amount: 5_900, fans: 1 },
  },
  'articles that cost the same (superstore).csv': {
    text: `订单 ID,订单日期,客户 ID,类别,产品 ID,产品名称,销售额,数量
A1,2021/4/27,14485,办公用品,1,剪刀,20,1
A1,2021/4/27,14485,办公用品,2,信封,20,1
A2,2021/4/27,14486,办公用品,1,剪刀,20,1
A2,2021/4/27,14486,办公用品,3,装订机,30,1
`,
    sums: { orders: 2, amount: 9_000, fans: 2 },
  },
  'the total in each row.csv': {
    text: `订单编号,下单时间,买家昵称,商品编码,商品名称,订单金额,退款金额,数量
A1,2021/4/27,小鹿,1,剪刀,50,5,1
A1,2021/4/27,小鹿,2,信封,50,5,1
A2,2021/4/27,小马,1,剪刀,20,0,1
`,
    sums: { orders: 2, amount: 7_000, refunded: 500, fans: 2 },
  },
  'no numbers of orders.csv': {
    text: `customer_id,date,product_id,amount
1,2026-01-01,a,5.00
1,2026-01-01,b,5.00
2,2026-01-01,b,5.00
`,
    sums: { orders: 2, amount: 1_500, fans: 2 },
  },
  'dunnhumby_sort_of_real.csv': {
    text: `SHOP_WEEK,SHOP_DATE,SHOP_WEEKDAY,SHOP_HOUR,QUANTITY,SPEND,PROD_CODE,PROD_CODE_10,CUST_CODE,BASKET_ID,STORE_CODE
200607,20060413,5,20,1,0.93,PRD0900033,CL00201,CUST0000634693,994100100398294,STORE00001
200607,20060413,5,20,1,1.03,PRD0900034,CL00201,CUST0000634693,994100100398294,STORE00001
200607,20060412,4,19,1,0.98,PRD0900097,CL00001,,994100100532898,STORE00001
`,
    sums: { orders: 1, amount: 196, fans: 1 },
    rejected: { IMP204: 1 },
  },
  'ta_feng.csv': {
    text: `TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE
11/1/2000,01104905,45-49,115,110411,4710199010372,2,24,30
11/1/2000,01057331,35-39,115,100407,4710043654103,2,142,166
11/1/2000,01057331,35-39,115,110411,4710199010373,1,32,38
`,
    sums: { orders: 2, amount: 23_400, fans: 2 },
  },
  'woocommerce.csv': {
    text: `Order Number,Order Status,Order Date,Customer Note,Email (Billing),Phone (Billing),Cart Discount Amount,Order Subtotal Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost
5001,Completed,2026-03-05 10:11,Ring twice,jane@example.com,+14155550101,0,25.98,5,4.00,30.98,0,MM,1,Mask,1,12.99
5001,Completed,2026-03-05 10:11,Ring twice,jane@example.com,+14155550101,0,25.98,5,4.00,30.98,0,CU,2,Cup,1,12.99
5002,Failed,2026-03-05 10:11,,joe@example.com,,0,12.99,5,0,17.99,0,CU,1,Cup,1,12.99
`,
    sums: { orders: 2, amount: 4_897, refunded: 400, fans: 2 },
  },
  'paypal.csv': {
    text: `"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Item Title","Reference Txn ID"
"03/05/2026","10:11:12","PST","Jane","Express Checkout Payment","Completed","USD","129.00","-4.00","125.00","jane@example.com","shop@example.com","T1","Mask",""
"03/06/2026","10:11:12","PST","Jane","Payment Refund","Completed","USD","-29.00","1.00","-28.00","shop@example.com","jane@example.com","T2","Mask","T1"
"03/17/2026","10:11:12","PST","","General Withdrawal","Completed","USD","-100.00","0","-100.00","shop@example.com","","T3","",""
`,
    sums: { orders: 1, amount: 12_900, refunded: 0, fans: 1 },
    rejected: { IMP224: 2 },
  },
  'a row for each piece (lazada).csv': {
    text: `orderItemId;orderNumber;createTime;customerName;customerEmail;paidPrice;unitPrice;itemName;sellerSku;status
1;350001;05 Mar 2026 20:10;J;j@example.com;119.00;129.00;Mask;MM;delivered
2;350001;05 Mar 2026 20:10;J;j@example.com;119.00;129.00;Mask;MM;delivered
3;350003;05 Mar 2026 20:10;K;k@example.com;59.00;59.00;Lip;KH;returned
`,
    sums: { orders: 2, amount: 29_700, refunded: 5_900, fans: 2 },
  },
  'thelook.csv': {
    text: `id,order_id,user_id,product_id,status,created_at,shipped_at,delivered_at,returned_at,sale_price
1,104663,83582,14235,Returned,2023-05-07 06:08:40+00:00,,,2023-05-12 06:08:40+00:00,20.00
2,28204,22551,14235,Complete,2023-03-14 03:47:21+00:00,,,,10.00
3,28204,22551,14236,Complete,2023-03-14 03:47:21+00:00,,,,10.00
`,
    sums: { orders: 2, amount: 4_000, refunded: 2_000, fans: 2 },
  },
  'pakistan_ecommerce.csv': {
    text: `item_id,status,created_at,sku,price,qty_ordered,grand_total,increment_id,category_name_1,Customer ID
1,complete,7/1/2016,a,1950,1,1950,100147443,Women,1
2,refund,7/13/2016,b,240,1,240,100147444,Beauty,2
3,received,7/13/2016,b,240,1,240,100147445,Beauty,3
4,order_refunded,7/13/2016,b,240,1,240,100147446,\\N,4
`,
    sums: { orders: 4, amount: 267_000, refunded: 48_000, fans: 4 },
  },
};

it.each(Object.entries(files))('%s', (name, file) => checkForeign(bench, name, file));
