import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

/** Lists whose states alone tell what was sold: without times of payment, in words of their own. */
const files: Record<string, ForeignFile> = {
  // Its states are numbers; what was sent was sold.
  'SalesOrderHeader.csv': {
    text: `SalesOrderID,RevisionNumber,OrderDate,DueDate,ShipDate,Status,OnlineOrderFlag,SalesOrderNumber,PurchaseOrderNumber,CustomerID,SubTotal,TaxAmt,Freight,TotalDue
43659,8,2011-05-31 00:00:00.000,2011-06-12 00:00:00.000,2011-06-07 00:00:00.000,5,0,SO43659,PO522145787,29825,20565.6206,1971.5149,616.0984,23153.2339
43660,8,2011-05-31 00:00:00.000,2011-06-12 00:00:00.000,2011-06-07 00:00:00.000,5,0,SO43660,PO18850127500,29672,1294.2529,124.2483,38.8276,1457.3288
`,
    sums: { orders: 2, amount: 2_461_056, spend: 2_461_056, fans: 2 },
    cautions: [],
  },
  'states by number.csv': {
    text: `order_id,user_id,created_at,status,total
1,7,2026-03-05,20,10.00
2,8,2026-03-05,paid,20.00
`,
    sums: { orders: 2, amount: 3_000, spend: 2_000 },
    cautions: ['IMP147'],
  },
  'magento 2.csv': {
    text: `ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,Customer Email,Subtotal,Shipping and Handling,Total Refunded
000000001,Main,2026-03-05 20:10:00,Jane,Jane,193.00,193.00,complete,jane@example.com,188.00,5.00,20.00
000000002,Main,2026-03-06 20:10:00,John,John,59.00,59.00,closed,john@example.com,59.00,0.00,59.00
000000003,Main,2026-03-06 20:10:00,Jim,Jim,59.00,59.00,canceled,jim@example.com,59.00,0.00,0.00
`,
    sums: { orders: 3, amount: 31_100, spend: 25_200, refunded: 7_900, fans: 3 },
    cautions: [],
  },
  // A till closes what is paid for, a shop what is cancelled.
  'loyverse.csv': {
    text: `Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Total collected,Customer email,Status
3/15/26 20:10,1-1001,Sale,188.00,10.00,178.00,17.80,195.80,jane@example.com,Closed
3/16/26 20:10,1-1002,Sale,59.00,0.00,59.00,5.90,64.90,john@example.com,Closed
`,
    sums: { orders: 2, spend: 0, fans: 2 },
    cautions: ['IMP147'],
  },
  'odoo.csv': {
    text: `"Order Reference","Creation Date","Order Date","Customer","Customer/Email","Salesperson","Order Lines/Product","Order Lines/Quantity","Order Lines/Unit Price","Order Lines/Subtotal","Total","Status"
S00021,2026-03-05 12:10:00,2026-03-05 12:10:00,Jane Roe,jane@example.com,Mitchell,"[MM] Mask",2.00,64.50,129.00,188.00,Sales Order
,,,,,,"[KH] Lipstick",1.00,59.00,59.00,,
S00022,2026-03-06 12:10:00,2026-03-06 12:10:00,John Doe,john@example.com,Mitchell,"[KH] Lipstick",1.00,59.00,59.00,59.00,Cancelled
S00023,2026-03-06 12:10:00,2026-03-06 12:10:00,Jim Doe,jim@example.com,Mitchell,"[KH] Lipstick",1.00,59.00,59.00,59.00,Quotation
`,
    sums: { orders: 3, amount: 30_600, spend: 18_800, fans: 3 },
    cautions: [],
  },
  'netsuite.csv': {
    text: `Internal ID,Date,Type,Document Number,Name,Amount,Email,Status
5001,3/5/2026,Sales Order,SO1001,Jane Roe,"1,290.00",jane@example.com,Billed
5002,3/15/2026,Sales Order,SO1002,John Doe,59.00,john@example.com,Pending Fulfillment
5003,3/16/2026,Sales Order,SO1003,Jim Doe,59.00,jim@example.com,Cancelled
`,
    sums: { orders: 3, amount: 140_800, spend: 134_900, fans: 3 },
    cautions: [],
  },
  // What was bought, and a column that asks whether it was paid back.
  'order2021.csv': {
    text: `id,orderID,userID,goodsID,orderAmount,payment,chanelID,platfromType,orderTime,payTime,chargeback
1,sys-2021-254118088,user-157073,PR000064,272.51,272.51,渠道-0396,APP,2021-02-14 12:20:36,2021-02-14 12:20:50,否
2,sys-2021-263312190,user-191121,PR000583,337.93,337.93,渠道-0765,Wech atMP,2021-08-14 09:40:34,2021-08-14 09:42:13,是
3,sys-2021-188208169,user-211918,PR000082,905.68,891.23,渠道-0530,We c hatMP,2021-11-02 20:17:25,2021-11-02 20:19:56,否
`,
    sums: { orders: 3, spend: 27_251 + 33_793 + 89_123, refunded: 33_793, fans: 3 },
    cautions: [],
  },
  'payhip.csv': {
    text: `Order,Date,Customer Email,Gross,Fees,Net,Type
A1,2026-03-05,jane@example.com,10.00,1.00,9.00,Sale
A2,2026-03-25,john@example.com,10.00,1.00,9.00,Sale
A3,2026-03-26,jane@example.com,-10.00,0,-10.00,Refund
`,
    sums: { orders: 3, spend: 2_000, refunded: 1_000, fans: 2, behaviour: {} },
    cautions: [],
  },
  'a till that voids sales.csv': {
    text: `Order Id,Opened,Amount,Voided,Customer Email
1,3/5/26 8:10 PM,64.50,false,jane@example.com
2,3/15/26 8:10 PM,59.00,true,john@example.com
`,
    sums: { orders: 2, amount: 12_350, refunded: 5_900, fans: 2 },
    cautions: [],
  },
  // Rows that only say whether goods were sold or came back are sales, not what somebody did.
  'square items.csv': {
    text: `Date,Time,Category,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type,Customer ID
2026-03-05,20:10:00,Care,Mask,1,MM,$64.50,-$4.50,$60.00,$4.80,T1,Payment,C1
2026-03-05,20:10:00,Care,Lipstick,1,KH,$59.00,$0.00,$59.00,$4.72,T1,Payment,C1
2026-03-06,20:10:00,Care,Lipstick,-1,KH,-$59.00,$0.00,-$59.00,-$4.72,T1,Refund,C1
`,
    sums: { orders: 1, amount: 11_900, refunded: 5_900, fans: 1, behaviour: {} },
  },
  // Of two goods one was cancelled before it was paid for, of another order one came back.
  'otto.csv': {
    text: `Bestellnummer;Positions-ID;Bestelldatum;Kundennummer;Artikelbezeichnung;Menge;Verkaufspreis;Positionsstatus
b1;1-1;05.03.2026 20:10;K1;Hose;1;64,50;Versendet
b1;1-2;05.03.2026 20:10;K1;Hemd;1;59,00;Storniert
b2;2-1;15.03.2026 20:10;K2;Hose;1;64,50;Versendet
b2;2-2;15.03.2026 20:10;K2;Hemd;1;59,00;Retourniert
`,
    sums: { orders: 2, amount: 18_800, refunded: 5_900, spend: 18_800, fans: 2 },
    cautions: [],
  },
};

it.each(Object.entries(files))('%s', (name, file) => checkForeign(bench, name, file));
