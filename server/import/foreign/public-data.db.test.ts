import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, type ForeignFile, type ForeignReading } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

const EVENT_COLUMNS: ForeignReading['columns'] = ['user_id', 'sku', 'category', 'event_type', 'happened_at'];

/** Public data of purchases and of behaviour, in their layouts to the letter. */
const dataSets: Record<string, ForeignFile> = {
  'cdnow.txt': {
    text: ` 00001 19970101  1   11.77
 00002 19970112  1   12.00
 00002 19970112  5   77.00
 00002 19970112  1   12.00
 00003 19970102  2   20.76
 00003 19970330  2   20.76
`,
    reading: { kind: 'orders', columns: ['user_id', 'ordered_at', 'quantity', 'payable'] },
    sums: { orders: 6, amount: 15_429, fans: 3 },
  },
  'ta_feng.csv': {
    text: `TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE
11/1/2000 0:00,01104905,45-49,115,110411,4710199010372,2,24,30
11/1/2000 0:00,01057331,35-39,115,100407,4710043654103,2,142,166
11/1/2000 0:00,01057331,35-39,115,110411,4710199010373,1,32,38
11/13/2000 0:00,01104905,45-49,115,120108,4710043552102,1,14,18
`,
    reading: { columns: ['ordered_at', 'user_id', null, null, null, 'sku', 'quantity', null, 'line_total'] },
    sums: { orders: 3, amount: 25_200, fans: 2 },
  },
  'retailrocket.csv': {
    text: `timestamp,visitorid,event,itemid,transactionid
1433221332117,257597,view,355908,
1433224214164,992329,view,248676,
1433236123000,287857,addtocart,5206,
1433222276276,599528,transaction,356475,4000
1433222276277,599528,transaction,15335,4000
1433221332117,257597,view,355908,
`,
    sums: { orders: 1, fans: 4, behaviour: { 'cart.add': 1, 'product.click': 2 } },
  },
  'ga4.csv': {
    text: `event_timestamp,event_name,user_pseudo_id,transaction_id,purchase_revenue,item_name,quantity
1613044200753613,purchase,u1,300001,42.50,Hoodie,1
1613044200753613,purchase,u1,300001,42.50,Mug,2
1613144200753613,purchase,u2,300002,10.00,Pen,5
1613144200753614,view_item,u2,,,Pen,
`,
    sums: { orders: 2, amount: 5_250, spend: 5_250, behaviour: { 'product.click': 1 } },
  },
  'behaviour with the total of each row.csv': {
    text: `time,event,user_id,order_id,product,quantity,amount
2026-03-05 20:10:00,buy,u1,1,Hoodie,2,40.00
2026-03-05 20:10:00,buy,u1,1,Mug,1,2.50
`,
    sums: { orders: 1, amount: 4_250 },
  },
  'UserBehavior.csv': {
    text: `1,2268318,2520377,pv,1511544070
1,2333346,2520771,pv,1511561733
100,2951368,1080785,buy,1511616481
100,3108797,2355072,cart,1511617549
1000,2576651,149192,fav,1511618000
`,
    reading: { columns: EVENT_COLUMNS },
    sums: { orders: 0, fans: 3, behaviour: { 'cart.add': 1, fav: 1, 'order.pay': 1, 'product.click': 2 } },
  },
  'UserBehavior without favourites.csv': {
    text: '1,2268318,2520377,pv,1511544070\n1000,2576651,149192,fav,1511618000\n',
    reading: { columns: EVENT_COLUMNS, events: { fav: null, pv: 'live.enter' } },
    sums: { fans: 1, behaviour: { 'live.enter': 1 } },
    rejected: { IMP218: 1 },
  },
  '2019-Oct.csv': {
    text: `event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,72d76fde-8bb3-4e00-8c23-a032dfed738c
2019-10-01 00:02:14 UTC,purchase,1004856,2053013555631882655,electronics.smartphone,samsung,130.76,543272936,8187d148
2019-10-01 00:09:33 UTC,cart,5100816,2053013553375346967,,xiaomi,29.51,550121407,6280d577
2019-10-01 00:09:34 UTC,remove_from_cart,5100816,2053013553375346967,,xiaomi,29.51,550121407,6280d577
`,
    sums: { fans: 3, behaviour: { 'cart.add': 1, 'cart.remove': 1, 'order.pay': 1, 'product.click': 1 } },
  },
  'hm_transactions.csv': {
    text: `t_dat,customer_id,article_id,price,sales_channel_id
2018-09-20,000058a12d5b43e67d225668fa1f8d618c13dc23,0663713001,0.050830508474576264,2
2018-09-20,000058a12d5b43e67d225668fa1f8d618c13dc23,0541518023,0.030491525423728813,2
2018-09-20,00007d2de826758b65a93dd24ce629ed66842531,0505221004,0.01523728813559322,2
2018-09-21,00007d2de826758b65a93dd24ce629ed66842531,0685687003,0.016932203389830508,2
`,
    sums: { orders: 3, amount: 12, fans: 2 },
  },
  'online_retail_II.csv': {
    text: `Invoice;StockCode;Description;Quantity;InvoiceDate;Price;Customer ID;Country
489434;85048;15CM CHRISTMAS GLASS BALL 20 LIGHTS;12;1.12.2009 07:45;6,95;13085;United Kingdom
489434;79323P;PINK CHERRY LIGHTS;12;1.12.2009 07:45;6,75;13085;United Kingdom
C489449;22087;PAPER BUNTING WHITE LACE;-12;1.12.2009 10:33;2,95;16321;Australia
536365;85123A;WHITE HANGING HEART;6;13.12.2010 8:26;2,55;17850;United Kingdom
`,
    sums: { orders: 3, amount: 17_970, refunded: 3_540, fans: 3 },
  },
  'dunnhumby.csv': {
    text: `household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY,SALES_VALUE,STORE_ID,RETAIL_DISC,TRANS_TIME,WEEK_NO,COUPON_DISC,COUPON_MATCH_DISC
2375,26984851472,1,1004906,1,1.39,364,-0.6,1631,1,0,0
`,
    // Days since an unknown one are no dates.
    sums: { orders: 0, fans: 0 },
    rejected: { IMP206: 1 },
  },
  'superstore.csv': {
    text: `Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit
1,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,FUR-BO-10001798,Furniture,Bookcases,Bush Bookcase,"$1,261.96",2,0,41.9136
2,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,FUR-CH-10000454,Furniture,Chairs,"Hon Chairs, Rounded Back","$1,261.96",3,0,219.582
3,CA-2016-138688,6/12/2016,6/16/2016,Second Class,DV-13045,Darrin Van Huff,Consumer,OFF-LA-10000240,Office Supplies,Labels,Labels,$14.62,2,0,6.8714
`,
    sums: { orders: 2, amount: 253_854, fans: 2 },
  },
};

it.each(Object.entries(dataSets))('%s', (name, file) => checkForeign(bench, name, file));
