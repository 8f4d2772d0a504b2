import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import type { Target } from '../columns.js';
import { openImportBench, type ImportBench } from '../testing/import-file.js';
import { checkForeign, type ForeignFile } from './take-foreign.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
beforeEach(() => bench.newShop());
afterAll(() => bench.close());

/** Public data of purchases, and exports of vendors, with their heads in their order. */
const files: Record<string, ForeignFile> = {
  'sales_data_sample.csv': {
    text: `ORDERNUMBER,QUANTITYORDERED,PRICEEACH,ORDERLINENUMBER,SALES,ORDERDATE,STATUS,QTR_ID,MONTH_ID,YEAR_ID,PRODUCTLINE,MSRP,PRODUCTCODE,CUSTOMERNAME,PHONE,ADDRESSLINE1,CITY,COUNTRY,DEALSIZE
10107,30,95.7,2,2871,2/24/2003 0:00,Shipped,1,2,2003,Motorcycles,95,S10_1678,Land of Toys Inc.,2125557818,897 Long Airport Avenue,NYC,USA,Small
10107,39,99.91,5,3896.49,2/24/2003 0:00,Shipped,1,2,2003,Motorcycles,95,S10_2016,Land of Toys Inc.,2125557818,897 Long Airport Avenue,NYC,USA,Medium
10121,34,81.35,5,2765.9,5/7/2003 0:00,Cancelled,2,5,2003,Motorcycles,95,S10_1678,Reims Collectables,26471555,59 rue de l'Abbaye,Reims,France,Small
`,
    reading: {
      kind: 'orders',
      columns: Array.from(
        'order_number quantity price - line_total ordered_at status - - - category - sku nick - - - - -'.split(' '),
        (field) => (field === '-' ? null : (field as Target)),
      ),
    },
    sums: { orders: 2, amount: 287_100 + 389_649 + 276_590, fans: 2 },
  },
  'DataCoSupplyChain.csv': {
    text: `Type,Days for shipping (real),Benefit per order,Sales per customer,Delivery Status,Category Id,Category Name,Customer City,Customer Email,Customer Fname,Customer Id,Customer Segment,Department Name,Market,Order City,Order Customer Id,order date (DateOrders),Order Id,Order Item Cardprod Id,Order Item Discount,Order Item Discount Rate,Order Item Id,Order Item Product Price,Order Item Profit Ratio,Order Item Quantity,Sales,Order Item Total,Order Profit Per Order,Order Region,Order Status,Product Card Id,Product Name,Product Price,shipping date (DateOrders),Shipping Mode
DEBIT,3,91.25,314.64,Advance shipping,73,Sporting Goods,Caguas,XXXXXXXXX,Cally,20755,Consumer,Fitness,Pacific Asia,Bekasi,20755,1/31/2018 22:56,77202,1360,13.11,0.04,180517,327.75,0.29,1,327.75,314.64,91.25,Southeast Asia,COMPLETE,1360,Smart watch,327.75,2/3/2018 22:56,Standard Class
CASH,2,10.00,100.00,Late delivery,73,Sporting Goods,Caguas,XXXXXXXXX,Ann,19492,Consumer,Fitness,Pacific Asia,Bikaner,19492,1/13/2018 12:27,75939,1360,20,0.1,179254,60,0.1,2,120,100,10,South Asia,CLOSED,1360,Smart watch,60,1/18/2018 12:27,Standard Class
CASH,2,10.00,50.00,Late delivery,73,Sporting Goods,Caguas,XXXXXXXXX,Ann,19492,Consumer,Fitness,Pacific Asia,Bikaner,19492,1/13/2018 12:27,75939,1361,10,0.1,179255,60,0.1,1,60,50,10,South Asia,CLOSED,1361,Band,60,1/18/2018 12:27,Standard Class
`,
    sums: { orders: 2, amount: 31_464 + 15_000, spend: 31_464, fans: 2 },
    // An order that is CLOSED may be done or cancelled.
    cautions: ['IMP147'],
  },
  'online_sales_usa.csv': {
    text: `order_id,order_date,status,item_id,sku,qty_ordered,price,value,discount_amount,total,category,payment_method,bi_st,cust_id,year,month,ref_num,User Name
100354678,2020-10-01,received,574772,oasis_Oasis-064-36,21,89.9,1798,0,1798,Men's Fashion,cod,Valid,60124,2020,Oct-20,987867,jwtitus
100354678,2020-10-01,received,574774,Fantastic_FT-48,11,19,190,0,190,Men's Fashion,cod,Valid,60124,2020,Oct-20,987867,jwtitus
100354680,2020-10-01,complete,574777,mdeal_DMC-610-8,9,149.9,1199.2,0,1199.2,Men's Fashion,cod,Net,60124,2020,Oct-20,987867,jwtitus
`,
    sums: { orders: 2, amount: 179_800 + 19_000 + 119_920, fans: 1 },
  },
  'ecommerce_customer_data_large.csv': {
    text: `Customer ID,Purchase Date,Product Category,Product Price,Quantity,Total Purchase Amount,Payment Method,Customer Age,Returns,Customer Name,Age,Gender,Churn
46251,2020-09-08 09:38:32,Electronics,12,3,740,Credit Card,37,0.0,Christine,37,Male,0
46251,2022-03-05 12:56:35,Home,468,4,2739,PayPal,37,0.0,Christine,37,Male,0
13593,2020-10-07 07:05:55,Home,304,1,3196,PayPal,49,0.0,James,49,Female,1
`,
    sums: { orders: 3, amount: 74_000 + 273_900 + 319_600, fans: 2 },
  },
  'global_superstore.csv': {
    text: `Row ID;Order ID;Order Date;Ship Date;Ship Mode;Customer ID;Customer Name;Segment;Postal Code;City;Product ID;Category;Sub-Category;Product Name;Sales;Quantity;Discount;Profit;Shipping Cost;Order Priority
32298;CA-2012-124891;31-07-2012;31-07-2012;Same Day;RH-19495;Rick Hansen;Consumer;10024;New York City;TEC-AC-10003033;Technology;Accessories;Plantronics CS510;2309,65;7;0;762,1845;933,57;Critical
26341;IN-2013-77878;05-02-2013;07-02-2013;Second Class;JR-16210;Justin Ritter;Corporate;;Wollongong;FUR-CH-10003950;Furniture;Chairs;Novimex;3709,395;9;0,1;-288,765;923,63;Critical
26342;IN-2013-77878;05-02-2013;07-02-2013;Second Class;JR-16210;Justin Ritter;Corporate;;Wollongong;FUR-CH-10003951;Furniture;Chairs;Novimex 2;100,1;9;0,1;-288,765;923,63;Critical
`,
    sums: { orders: 2, amount: 230_965 + 370_940 + 10_010, fans: 2 },
  },
  'youzan orders.csv': {
    text: `订单号,订单类型,订单状态,订单创建时间,买家付款时间,买家姓名,买家手机号,商品名称,商品规格,商品编码,商品单价,商品数量,商品金额合计,应收订单金额,订单实付金额,订单退款状态,订单已退款金额,收货人/提货人
E20260305201000,普通订单,交易完成,2026-03-05 20:10:00,2026-03-05 20:11:00,小鹿,13812344021,面膜,10片,MM,64.50,2,129.00,129.00,119.00,,0.00,王小丽
E20260305201001,普通订单,交易完成,2026-03-05 20:12:00,2026-03-05 20:13:00,小马,13812344022,口红,,KH,59.00,1,59.00,59.00,59.00,全额退款成功,59.00,李雷
`,
    sums: { orders: 2, amount: 17_800, refunded: 5_900, fans: 2 },
  },
  '1688.csv': {
    text: `订单编号,买家公司名,买家会员名,卖家公司名,卖家会员名,货品总价(元),运费(元),涨价或折扣(元),实付款(元),订单状态,订单创建时间,订单付款时间,收货人姓名,收货地址,邮编,联系电话,联系手机,货品标题,单价(元),数量,单位
1688001,杭州小鹿,xiaolu88,义乌工厂,yw_shop,200.00,10.00,-5.00,205.00,交易成功,2026-03-05 20:10:00,2026-03-05 20:11:00,王小丽,浙江,310000,,13812344021,面膜,1.00,100,片
,,,,,,,,,,,,,,,,,口红,10.00,10,支
1688002,杭州小马,xiaoma88,义乌工厂,yw_shop,50.00,0.00,0.00,50.00,交易成功,2026-03-05 20:12:00,2026-03-05 20:13:00,李雷,浙江,310000,,13812344022,面膜,1.00,50,片
`,
    sums: { orders: 2, amount: 25_500, fans: 2 },
  },
  'doudian.csv': {
    text: `主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,运费,优惠总金额,收件人,收件人手机号,支付方式,支付完成时间,订单提交时间,订单状态,售后状态,达人昵称
6920001,6920001A,面膜,10片,1,100,MM,129.00,119.00,0,10.00,王*,13812344021,微信,2026/03/05 20:11:00,2026/03/05 20:10:00,已完成,-,小鱼
6920001,6920001B,口红,,1,101,KH,59.00,49.00,0,10.00,王*,13812344021,微信,2026/03/05 20:11:00,2026/03/05 20:10:00,已完成,退款成功,小鱼
6920002,6920002A,面膜,10片,1,100,MM,129.00,119.00,0,10.00,李*,13812344022,微信,2026/03/05 20:13:00,2026/03/05 20:12:00,已关闭,售后关闭,小鱼
`,
    // What was paid for and closed is paid back.
    sums: { orders: 2, amount: 28_700, refunded: 4_900 + 11_900, fans: 2 },
  },
  'quickbooks.csv': {
    text: `Invoice No,Customer,Customer Email,Invoice Date,Due Date,Item(Product/Service),Item Description,Item Quantity,Item Rate,Item Amount,Currency
1001,Jane Roe,jane@example.com,03/05/2026,04/05/2026,Mask,Face mask,2,64.50,129.00,USD
1001,Jane Roe,jane@example.com,03/05/2026,04/05/2026,Lip,Lipstick,1,59.00,59.00,USD
1002,John Doe,john@example.com,03/17/2026,04/17/2026,Mask,Face mask,1,64.50,64.50,USD
`,
    sums: { orders: 2, amount: 25_250, fans: 2 },
  },
  'trendyol.csv': {
    text: `Sipariş Numarası;Paket No;Sipariş Tarihi;Kargoya Teslim Tarihi;Alıcı;E-Posta;Sipariş Statüsü;Ürün Adı;Barkod;Stok Kodu;Adet;Birim Fiyatı;Satış Tutarı;İndirim Tutarı;Faturalanacak Tutar
901;1;05.03.2026 20:10;06.03.2026 09:00;Ayşe;ayse@ornek.com;Teslim Edildi;Maske;869;MM;2;64,50;129,00;10,00;119,00
901;1;05.03.2026 20:10;06.03.2026 09:00;Ayşe;ayse@ornek.com;Teslim Edildi;Ruj;868;KH;1;59,00;59,00;0,00;59,00
902;2;15.03.2026 20:10;;Oğuz;oguz@ornek.com;İptal Edildi;Ruj;868;KH;1;1.059,00;1.059,00;0,00;1.059,00
`,
    sums: { orders: 2, amount: 11_900 + 5_900 + 105_900, fans: 2 },
  },
  'ozon.csv': {
    text: `Номер заказа;Номер отправления;Принят в обработку;Дата отгрузки;Статус;Сумма отправления;Код валюты отправления;Наименование товара;OZON id;Артикул;Итоговая стоимость товара;Количество;ID покупателя
100-1;100-1-1;2026-03-05 20:10:00;2026-03-06 09:00:00;Доставлен;188,00;RUB;Маска;77;ММ;129,00;1;501
100-1;100-1-1;2026-03-05 20:10:00;2026-03-06 09:00:00;Доставлен;188,00;RUB;Помада;78;ГП;59,00;1;501
100-2;100-2-1;2026-03-05 20:12:00;;Отменён;59,00;RUB;Помада;78;ГП;59,00;1;502
`,
    sums: { orders: 2, amount: 24_700, fans: 2 },
  },
  'retail_sales_dataset.csv': {
    text: `Transaction ID,Date,Customer ID,Gender,Age,Product Category,Quantity,Price per Unit,Total Amount
1,2023-11-24,CUST001,Male,34,Beauty,3,50,150
2,2023-02-27,CUST002,Female,26,Clothing,2,500,1000
3,2023-01-13,CUST003,Male,50,Electronics,1,30,30
`,
    sums: { orders: 3, amount: 118_000, fans: 3 },
  },
  'shopping_trends.csv': {
    text: `Customer ID,Age,Gender,Item Purchased,Category,Purchase Amount (USD),Location,Size,Color,Season,Review Rating,Subscription Status,Previous Purchases,Payment Method,Frequency of Purchases
1,55,Male,Blouse,Clothing,53,Kentucky,L,Gray,Winter,3.1,Yes,14,Venmo,Fortnightly
`,
    reading: { kind: 'followers', columns: ['user_id'] },
    sums: { orders: 0, fans: 1 },
  },
  'gumroad.csv': {
    text: `Purchase ID,Item Name,Buyer Name,Purchase Email,Buyer Email,Do not contact?,Purchase Date,Purchase Time (PST),Subtotal ($),Taxes ($),Total ($),Fees ($),Net total ($),Refunded?,Partial Refund ($),Fully Refunded?
abc1==,Course,Jane,jane@example.com,,0,2026-03-05,10:11:12,29.00,0.00,29.00,2.90,26.10,0,0.00,0
abc2==,Course,John,john@example.com,,0,2026-03-06,10:11:12,29.00,0.00,29.00,2.90,26.10,1,9.00,0
abc3==,Course,John,johnny@example.com,,0,2026-03-06,10:11:12,29.00,0.00,29.00,2.90,26.10,1,0.00,1
`,
    sums: { orders: 3, amount: 8_700, refunded: 3_800, fans: 3 },
  },
  'weixin 2025.csv': {
    text: `订单号,订单创建时间,付款时间,订单状态,商品名称,商品编码(自定义),商品ID,商品价格,商品数量,商品优惠,订单应付总价,订单实付金额,运费,商品已退款金额,商品售后,收件人姓名,收件人手机,发货时间,带货账号昵称,用户OpenID
"	3731234567890123456",2026-03-05 20:10:00,2026-03-05 20:10:20,已完成,面膜10片装,MM010,10000123,99.50,2,10.00,248.00,248.00,0.00,0.00,-,王**,138****4021,2026-03-06 09:00:00,小鱼,oABC123
"	3731234567890123456",2026-03-05 20:10:00,2026-03-05 20:10:20,已完成,口红,KH001,10000124,59.00,1,0.00,248.00,248.00,0.00,59.00,退款完成,王**,138****4021,2026-03-06 09:00:00,小鱼,oABC123
"	3731234567890123457",2026-03-05 21:10:00,,已取消,口红,KH001,10000124,59.00,1,0.00,59.00,0.00,0.00,0.00,-,李**,139****4021,,小鱼,oABC124
`,
    sums: { orders: 2, amount: 24_800, spend: 24_800, refunded: 5_900, fans: 2 },
  },
  'allegro.csv': {
    text: `OrderId;LineItemId;BuyerLogin;BuyerEmail;OrderDate;Status;OfferId;OfferName;Quantity;PriceAmount;PriceCurrency;DeliveryCost;TotalToPay;PaymentDate
a1b2c3d4-0001;l1;anna_k;anna@allegromail.pl;2026-03-05 20:10:00;SENT;111;Maska;2;64,50;PLN;9,99;197,99;2026-03-05 20:11:00
a1b2c3d4-0001;l2;anna_k;anna@allegromail.pl;2026-03-05 20:10:00;SENT;112;Pomadka;1;59,00;PLN;9,99;197,99;2026-03-05 20:11:00
a1b2c3d4-0002;l3;jan_n;jan@allegromail.pl;2026-03-06 20:10:00;CANCELLED;112;Pomadka;1;59,00;PLN;9,99;68,99;
`,
    sums: { orders: 2, amount: 26_698, spend: 19_799, fans: 2 },
  },
  // The first row of an order has what there is once of it, all of them its number.
  'nuvemshop.csv': {
    text: `Número do Pedido;E-mail;Data;Status do Pagamento;Moeda;Subtotal;Desconto;Valor do Frete;Total;Telefone;Data de pagamento;Nome do Produto;Valor do Produto;Quantidade Comprada;SKU
101;ana@exemplo.com;05/03/2026 20:10:00;Confirmado;BRL;188,00;10,00;15,00;193,00;+5511912345678;05/03/2026 20:11:00;Máscara;64,50;2;MM
101;;;;;;;;;;;Batom;59,00;1;KH
102;rui@exemplo.com;15/03/2026 20:10:00;Recusado;BRL;59,00;0,00;15,00;74,00;+5511912345679;;Batom;59,00;1;KH
`,
    sums: { orders: 2, amount: 26_700, spend: 19_300, fans: 2 },
  },
  'shopee indonesia.csv': {
    text: `No. Pesanan,Status Pesanan,No. Resi,Waktu Pesanan Dibuat,Waktu Pembayaran Dilakukan,Nama Produk,Nomor Referensi SKU,Harga Awal,Harga Setelah Diskon,Jumlah,Total Harga Produk,Total Diskon,Total Pembayaran,Username (Pembeli),Nama Penerima,No. Telepon,Alamat Pengiriman,Waktu Pesanan Selesai
2603051,Selesai,JNE1,2026-03-05 20:10,2026-03-05 20:11,Masker,MM,70.000,64.500,2,129.000,11.000,188.000,ani88,Ani,6281234567890,Jakarta,2026-03-10 10:00
2603051,Selesai,JNE1,2026-03-05 20:10,2026-03-05 20:11,Lipstik,KH,59.000,59.000,1,59.000,0,188.000,ani88,Ani,6281234567890,Jakarta,2026-03-10 10:00
2603052,Batal,,2026-03-15 20:10,,Lipstik,KH,59.000,59.000,1,59.000,0,59.000,budi9,Budi,6281234567891,Jakarta,
`,
    reading: { notation: { dates: 'day_first', decimal: ',' } },
    sums: { orders: 2, amount: 24_700_000, spend: 18_800_000, fans: 2 },
  },
  'amounts of three decimals.csv': {
    text: 'Nomor Pesanan,Tanggal Pesanan,ID Pelanggan,Total Bayar\n1,2026-03-05,7,64.500\n2,2026-03-06,8,129.000\n',
    // A thousand times as much, perhaps: a person is asked.
    sums: { orders: 2, amount: 19_350, fans: 2 },
    cautions: ['IMP130'],
  },
  'shopee vietnam.csv': {
    text: `Mã đơn hàng,Ngày đặt hàng,Trạng Thái Đơn Hàng,Lý do hủy,Thời gian giao hàng,SKU sản phẩm,Tên sản phẩm,Giá gốc,Giá ưu đãi,Số lượng,Tổng giá bán (sản phẩm),Tổng giá trị đơn hàng (VND),Thời gian đơn hàng được thanh toán,Người Mua,Tên Người nhận,Số điện thoại
2603051,2026-03-05 20:10,Hoàn thành,,2026-03-06 09:00,MM,Mặt nạ,70000,64500,2,129000,188000,2026-03-05 20:11,lan88,Lan,84912345678
2603051,2026-03-05 20:10,Hoàn thành,,2026-03-06 09:00,KH,Son,59000,59000,1,59000,188000,2026-03-05 20:11,lan88,Lan,84912345678
2603052,2026-03-15 20:10,Đã hủy,Đổi ý,,KH,Son,59000,59000,1,59000,59000,,mai9,Mai,84912345679
`,
    sums: { orders: 2, amount: 24_700_000, spend: 18_800_000, fans: 2 },
  },
  'bol.csv': {
    text: `Bestelnummer;Besteldatum;EAN;Referentie;Titel;Aantal;Prijs;Status;Voornaam;Achternaam;Adres;Postcode;Plaats;E-mailadres
1234567890;05-03-2026 20:10;8712345678901;MM;Masker;2;€ 64,50;Verzonden;Jan;Jansen;Straat 1;1234AB;Amsterdam;jan@voorbeeld.nl
1234567890;05-03-2026 20:10;8712345678902;KH;Lippenstift;1;€ 59,00;Verzonden;Jan;Jansen;Straat 1;1234AB;Amsterdam;jan@voorbeeld.nl
1234567891;15-03-2026 20:10;8712345678902;KH;Lippenstift;1;€ 59,00;Geannuleerd;Piet;Puk;Straat 2;1234AB;Utrecht;piet@voorbeeld.nl
`,
    sums: { orders: 2, amount: 24_700, spend: 18_800, fans: 2 },
  },
};

it.each(Object.entries(files))('%s', (name, file) => checkForeign(bench, name, { cautions: [], ...file }));
