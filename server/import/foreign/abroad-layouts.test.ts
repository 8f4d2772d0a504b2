import iconv from 'iconv-lite';
import { it } from 'vitest';
import { checkLayout, type Layout } from './check-layout.js';

/** Exports of shop systems and customer tools abroad, and heads in other languages. */
const layouts: Record<string, Layout> = {
  'salesforce.csv': {
    text: `"Contact ID","Account Name","First Name","Last Name","Email","Phone","Mobile","Birthdate","Lead Source","Created Date","Contact Owner"
"0035g00000ABCDE","Acme","Jane","Roe","Jane@Example.com","(415) 555-0100","+1 415-555-0101","1990-05-03","Web","3/5/2026","Mei Zhou"
`,
    kind: 'followers',
    fields: '- - - - email phone - birthday source - owner',
    accepted: 1,
  },
  'klaviyo.csv': {
    text: `Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,City,Country,Created,Email Marketing Consent,Historic Customer Lifetime Value
jane@example.com,01ABC,Jane,Roe,,,+14155550101,,NYC,US,2026-03-05 10:11:12,SUBSCRIBED,129.00
`,
    kind: 'followers',
    fields: 'email - - - - - phone - - - - - -',
    accepted: 1,
  },
  'mailchimp.csv': {
    text: `Email Address,First Name,Last Name,Birthday,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LAST_CHANGED,LEID,EUID,TAGS
jane@example.com,Jane,Roe,08/21,,4,,,2026-03-05 10:11:12,1.2.3.4,2026-03-05 10:11:12,1234,abc,"""VIP"""
`,
    kind: 'followers',
    fields: 'email - - birthday phone - - - - - - - - -',
    accepted: 1,
  },
  'stripe.csv': {
    text: `id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Status,Description,Customer ID,Customer Email,Seller Message
ch_1ABC123,2026-03-05 10:11:12,129.00,0.00,usd,true,129.00,Paid,Mask,cus_123,jane@example.com,Payment complete.
ch_1ABC124,2026-03-06 10:11:12,59.00,59.00,usd,true,59.00,Refunded,Lipstick,cus_124,john@example.com,Payment complete.
`,
    kind: 'orders',
    fields: 'order_number ordered_at(utc) payable refunded - - - status title user_id email -',
    accepted: 2,
  },
  'paypal.csv': {
    text: `"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Item Title","Item ID","Reference Txn ID","Invoice Number","Quantity"
"05/03/2026","10:11:12","CET","Jane Roe","Express Checkout Payment","Completed","EUR","129,00","-4,00","125,00","jane@example.com","shop@example.com","1AB23456CD789","Mask","","","1001","1"
"25/03/2026","10:11:12","CET","John Doe","Express Checkout Payment","Completed","EUR","1.059,00","-4,00","1.055,00","john@example.com","shop@example.com","1AB23456CD790","Mask","","","1002","1"
`,
    kind: 'orders',
    fields: 'ordered_at time_of_day - - - status - payable - - email - order_number title sku - - quantity',
    accepted: 2,
  },
  'square.csv': {
    text: `Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Gift Card Sales,Tax,Tip,Total Collected,Source,Card,Cash,Transaction ID,Payment ID,Customer ID,Customer Name,Description
03/05/26,10:11:12,Pacific,$129.00,$0.00,$129.00,$0.00,$0.00,$0.00,$129.00,Point of Sale,$129.00,$0.00,abcDEF1,pay1,CUST1,Jane Roe,Mask
03/25/26,18:11:12,Pacific,"$1,029.00",$0.00,"$1,029.00",$0.00,$0.00,$0.00,"$1,029.00",Point of Sale,$129.00,$0.00,abcDEF2,pay2,CUST2,John Doe,Mask
`,
    kind: 'orders',
    fields: 'ordered_at time_of_day - - - payable - - - - - - - order_number - user_id - title',
    accepted: 2,
  },
  'tiktok shop.csv': {
    text: `Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,RTS Time,Shipped Time,Delivered Time,Cancelled Time,Buyer Username,Recipient,Phone #,Country,Detail Address,Payment Method
Platform unique order ID.,Current order status.,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
576461413038785752\t,Completed,Delivered,,Normal,1729382\t,MM-010,Mask,10pcs,2,0,12.99,25.98,0,0,25.98,0,0,0,25.98,0,03/05/2026 10:11:12 AM\t,03/05/2026 10:12:12 AM\t,,03/06/2026 10:12:12 AM\t,,,janeroe,Jane R**,(+1)415*****01,United States,***,Visa
`,
    kind: 'orders',
    fields:
      'order_number status - - - sku - title - quantity - price - - - - - - - payable refunded ordered_at paid_at - - - - nick - phone - address -',
    accepted: 1,
  },
  'shopee.csv': {
    text: `Order ID,Order Status,Cancel reason,Return / Refund Status,Tracking Number*,Shipping Option,Ship Time,Order Creation Date,Order Paid Time,Parent SKU Reference No.,Product Name,SKU Reference No.,Variation Name,Original Price,Deal Price,Quantity,Product Subtotal,Total Discount,Order Total,Buyer Paid Shipping Fee,Grand Total,Username (Buyer),Receiver Name,Phone Number,Delivery Address,Order Complete Time
2603050ABCDEF1,Completed,,,SPX1,Standard,2026-03-06 09:00,2026-03-05 20:10,2026-03-05 20:11,PMM,Mask,MM-010,10,129.00,119.00,1,119.00,0,119.00,0,119.00,janeroe,J***e,60123456789,KL,2026-03-12 10:00
`,
    kind: 'orders',
    fields:
      'order_number status - refund_status - - shipped_at ordered_at paid_at - title - - - price quantity line_total - payable - - nick receiver phone address done_at',
    accepted: 1,
  },
  'lazada.csv': {
    text: `orderItemId;orderType;Guarantee;deliveryType;lazadaId;sellerSku;lazadaSku;wareHouse;createTime;updateTime;orderNumber;invoiceRequired;customerName;customerEmail;shippingName;shippingPhone;payMethod;paidPrice;unitPrice;sellerDiscountTotal;shippingFee;itemName;variation;status;buyerFailedDeliveryReason
70001;Normal;;standard;1;MM-010;L1;dropshipping;05 Mar 2026 20:10;06 Mar 2026 20:10;350001;No;J***e;;Jane Roe;60123456789;COD;119.00;129.00;10;0;Mask;10pcs;delivered;
70002;Normal;;standard;1;KH-001;L2;dropshipping;05 Mar 2026 20:10;06 Mar 2026 20:10;350001;No;J***e;;Jane Roe;60123456789;COD;59.00;59.00;0;0;Lipstick;;delivered;
`,
    kind: 'orders',
    fields:
      'line_number - - - - - - - ordered_at - order_number - - email receiver phone - paid price - - title - status -',
    accepted: 0,
    rejected: { IMP204: 2 },
  },
  'mercadolibre.csv': {
    text: `# de venta,Fecha de venta,Estado,Descripción del estado,Unidades,Ingresos por productos (MXN),Cargo por venta e impuestos,Total (MXN),SKU,# de publicación,Título de la publicación,Precio unitario de venta de la publicación (MXN),Comprador,Domicilio,Estado.1,País
2000005,5 de marzo de 2026 20:10 hs.,Entregado,Llegó,1,1290.50,-100,1190.50,MM-010,MLM1,Mascarilla,1290.50,Jane Roe,Calle 1,CDMX,México
`,
    kind: 'orders',
    fields: 'order_number ordered_at status - quantity - - payable sku - title price - - - -',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'rakuten-sjis.csv': {
    text: iconv.encode(
      `注文番号,注文日時,ステータス,注文者メールアドレス,商品名,商品管理番号,単価,個数,商品合計金額,請求金額
123456-20260305-0001234567,2026/03/05 20:10:00,発送済,abc@pc.fw.rakuten.ne.jp,フェイスマスク,MM010,1290,2,2580,2580
`,
      'shift_jis',
    ),
    kind: 'orders',
    fields: 'order_number ordered_at status email title sku price quantity line_total payable',
    accepted: 1,
  },
  'coupang.csv': {
    text: `번호,묶음배송번호,주문번호,택배사,운송장번호,주문일,등록상품명,옵션ID,업체상품코드,결제액,구매수(수량),옵션판매가(판매단가),구매자,구매자전화번호,수취인이름,수취인전화번호,수취인 주소
1,5001,2000012345,CJ,1234,2026-03-05 20:10:00,마스크팩,7001,MM-010,12900,1,12900,홍길동,0502-1234-5678,홍길동,0502-1234-5678,서울
`,
    kind: 'orders',
    fields: '- - order_number - - ordered_at title - sku payable quantity price - phone - - -',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'wix.csv': {
    text: `Order number,Date created,Time,Item,Variant,SKU,Qty,Quantity refunded,Price,Weight,Custom text,Total order quantity,Contact email,Note to seller,Delivery method,Recipient name,Recipient phone,Billing name,Payment status,Payment method,Fulfillment status,Currency,Subtotal,Shipping rate,Tax,Total,Refunded amount,Net amount
10001,Mar 5 2026,10:11:12,Mask,10,MM-010,2,0,12.99,,,2,jane@example.com,,Standard,Jane Roe,,Jane Roe,PAID,Visa,FULFILLED,USD,25.98,5.00,0,30.98,0,30.98
`,
    kind: 'orders',
    fields:
      'order_number ordered_at time_of_day - - sku quantity - price - - - email - - - phone - status - - - - - - payable refunded -',
    accepted: 1,
  },
  'squarespace.csv': {
    text: `Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Amount Refunded,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem variant,Billing Name,Billing Phone,Cancelled at,Payment Method
00101,jane@example.com,PAID,2026-03-05 10:12:12 -0500,FULFILLED,2026-03-06 10:12:12 -0500,USD,25.98,5.00,0.00,0.00,30.98,,0,Standard,2026-03-05 10:11:12 -0500,2,Mask,12.99,MM-010,,Jane Roe,,,Stripe
`,
    kind: 'orders',
    fields:
      'order_number email status paid_at - shipped_at - - - - refunded payable - - - ordered_at quantity title price sku - - phone - -',
    accepted: 1,
  },
  'magento1.csv': {
    text: `"Order #","Purchased From (Store)","Purchased On","Bill to Name","Ship to Name","G.T. (Base)","G.T. (Purchased)","Status","Customer Email"
"100000012","Main","2026-03-05 08:01:02","Jane Roe","Jane Roe","59.00","59.00","Complete","jane@example.com"
`,
    kind: 'orders',
    fields: 'order_number - ordered_at - receiver payable - status email',
    accepted: 1,
  },
  'ecwid.csv': {
    text: `order_number;email;date;payment_status;fulfillment_status;total;subtotal;shipping;tax;refunded_amount;product_name;product_sku;product_quantity;product_price;currency
101;jane@example.com;2026-03-05 08:01:02 +0000;PAID;SHIPPED;30.98;25.98;5;0;0;Mask;MM-010;2;12.99;USD
`,
    kind: 'orders',
    fields: 'order_number email ordered_at status - payable - - - refunded title sku quantity price -',
    accepted: 1,
  },
  'french.csv': {
    text: iconv.encode(
      `Numéro de commande;Date de commande;Nom du client;E-mail;Téléphone;Statut;Désignation;Quantité;Prix unitaire;Montant total
C-1;05/03/2026 10:11;Zoé;zoe@x.fr;+33612345678;Expédiée;Crème;2;12,50;25,00
`,
      'windows-1252',
    ),
    kind: 'orders',
    fields: 'order_number ordered_at - email phone status title quantity price payable',
    accepted: 1,
  },
  'einzeln.csv': {
    text: `Bestellnummer;Bestelldatum;Artikelnummer;Preis;Status;E-Mail
10101;05.03.2026 10:00;A1;39,95 €;Versendet;k1@example.com
10102;15.03.2026 10:00;A1;39,95 €;Retoure;k2@example.com
`,
    kind: 'orders',
    fields: 'order_number ordered_at sku price status email',
    accepted: 2,
  },
  'german.csv': {
    text: `Bestellnummer;Bestelldatum;Kundennummer;Kundenname;E-Mail-Adresse;Status;Artikelname;Menge;Einzelpreis;Gesamtbetrag
B-1;05.03.2026 10:11;K1;Jörg;joerg@x.de;Versendet;Maske;2;12,50;1.025,00
`,
    kind: 'orders',
    fields: 'order_number ordered_at user_id - email status title quantity price payable',
    accepted: 1,
  },
  'spanish.csv': {
    text: `Número de pedido;Fecha del pedido;Cliente;Correo electrónico;Teléfono;Estado;Producto;Cantidad;Precio;Total
P-1;05/03/2026;José;jose@x.es;+34612345678;Completado;Crema;2;12,50;25,00
`,
    kind: 'orders',
    fields: 'order_number ordered_at - email phone status title quantity price payable',
    accepted: 1,
  },
  'taiwan.csv': {
    text: iconv.encode(
      `訂單編號,訂單日期,會員帳號,收件人姓名,手機,訂單狀態,商品名稱,數量,單價,訂單金額,實付金額
S1,2026/3/5 20:10,deer01,王小麗,0912345678,已完成,面膜,2,299,598,598
`,
      'big5',
    ),
    kind: 'orders',
    fields: 'order_number ordered_at nick receiver phone status title quantity price payable paid',
    accepted: 1,
  },
};

it.each(Object.entries(layouts))('%s', checkLayout);
