import { it } from 'vitest';
import { checkLayout, type Layout } from './check-layout.js';

/** Tools around a shop, and public data, whose heads say things in ways of their own. */
const layouts: Record<string, Layout> = {
  'xiaoe orders.csv': {
    text: `订单号,用户ID,用户昵称,手机号,商品名称,商品类型,订单金额（元）,实付金额（元）,优惠金额（元）,支付方式,订单状态,下单时间,支付时间,渠道来源,推广员
o_1709640000_65e6d1,u_65e6d1a2b3c4d_abcDEF,小鹿,13812344021,护肤课,专栏,199.00,99.00,100.00,微信支付,支付成功,2026-03-05 20:10:00,2026-03-05 20:10:30,直播间,周敏
o_1709640000_65e6d2,u_65e6d1a2b3c4e_abcDEF,小马,13812344022,护肤课,专栏,199.00,0.00,100.00,微信支付,未支付,2026-03-05 20:10:00,,直播间,
`,
    kind: 'orders',
    fields: 'order_number user_id nick phone title - payable(yuan) paid(yuan) - - status ordered_at paid_at - -',
    accepted: 2,
  },
  'weidian.csv': {
    text: `订单编号,订单状态,订单类型,下单时间,付款时间,发货时间,商品名称,商品型号,商品编码,购买数量,商品价格,商品总价,运费,订单总价,实付金额,收件人/提货人,手机号,省,市,区,收货详细地址,买家备注,退款状态,退款金额
812345678901234,已完成,普通订单,2026-03-05 20:10:00,2026-03-05 20:10:30,2026-03-06 09:00:00,面膜,10片,MM,2,64.50,129.00,0.00,129.00,119.00,王小丽,13812344021,浙江,杭州,西湖,文三路,,无退款,0.00
`,
    kind: 'orders',
    fields:
      'order_number status - ordered_at paid_at shipped_at title - sku quantity price payable - - paid receiver phone - - - address - refund_status refunded',
    accepted: 1,
  },
  'oceanengine viewers.csv': {
    text: `达人昵称,直播间ID,用户昵称,用户抖音号,进入直播间时间,观看时长（分钟）,评论次数,点赞次数,送礼抖币,成交金额（元）,是否粉丝
小鱼,7123,小鹿,xiaolu01,2026-03-05 20:10:00,12.5,3,15,10,59.00,是
`,
    kind: 'live',
    fields: '- - nick user_id - watch_seconds(minutes) comments likes - - -',
    accepted: 1,
  },
  'comments of a live room.csv': {
    text: `时间,类型,用户昵称,用户ID,等级,粉丝团,内容,礼物名称,礼物价值
2026-03-05 20:10:00,进场,小鹿,10001,12,小鱼粉丝团,,,
2026-03-05 20:10:10,弹幕,小鹿,10001,12,小鱼粉丝团,多少钱,,
2026-03-05 20:10:20,礼物,小鹿,10001,12,小鱼粉丝团,,小心心,1
`,
    kind: 'events',
    fields: 'happened_at event_type nick user_id - - text - -',
    accepted: 3,
  },
  'douyin members.csv': {
    text: `会员ID,会员昵称,会员等级,入会时间,入会渠道,当前积分,累计消费金额（元）,最近消费时间,手机号
7123456789012345678,小鹿,V2,2026-01-05 20:10:00,直播间,260,1299.00,2026-03-05 20:10:00,138****4021
`,
    kind: 'followers',
    fields: 'user_id nick member_level followed_at source points - - phone',
    accepted: 1,
  },
  'wechat followers.csv': {
    text: `openid,unionid,nickname,sex,subscribe_time,subscribe_scene,remark,tagid_list
oABCdef1234567890abcdef1234,oU123,小鹿,2,1772712600,ADD_SCENE_QR_CODE,,"[128,2]"
`,
    kind: 'followers',
    fields: 'open_id union_id nick - followed_at source - -',
    accepted: 1,
  },
  'shopify customers.csv': {
    text: `Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags
'6940095500,Jane,Roe,jane@example.com,yes,,1 Main St,+14165550000,'+14165550123,no,42.50,3,,no,vip
`,
    kind: 'followers',
    fields: 'user_id - - email - - - - phone - - - - - -',
    accepted: 1,
  },
  'sensors.csv': {
    text: `distinct_id,event,time,$os,product_id,product_name
u1001,ViewProduct,2026-03-05 20:10:00.123,iOS,371,面膜
u1001,AddToShoppingCart,2026-03-05 20:11:00.123,iOS,371,面膜
u1001,SubmitOrder,2026-03-05 20:11:30.123,iOS,371,面膜
u1001,PayOrder,2026-03-05 20:12:00.123,iOS,371,面膜
`,
    kind: 'events',
    fields: 'user_id event_type happened_at - sku title',
    accepted: 4,
  },
  'JData_Action.csv': {
    text: `user_id,sku_id,time,model_id,type,cate,brand
266079,138778,2016-01-31 23:59:02,,1,8,403
200719,61226,2016-01-31 23:59:07,,4,8,30
`,
    kind: 'events',
    fields: 'user_id sku happened_at - event_type - -',
    accepted: 0,
    // A person says what each number stands for.
    rejected: { IMP218: 2 },
  },
  'user_log.csv': {
    text: `user_id,item_id,cat_id,seller_id,brand_id,time_stamp,action_type
328862,323294,833,2882,2661,0829,0
`,
    kind: 'events',
    fields: 'user_id sku - - - happened_at event_type',
    accepted: 0,
    // A day without a year.
    rejected: { IMP206: 1 },
  },
  'olist_orders.csv': {
    text: `"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"
"e481f51cbdc54678b7cc49136f2d6af7","9ef432eb6251297304e76186b10a928d","delivered","2017-10-02 10:56:33","2017-10-02 11:07:15","2017-10-04 19:55:00","2017-10-10 21:25:13","2017-10-18 00:00:00"
"53cdb2fc8bc7dce0b6741e2150273451","b0830fb4747a6c6d20dea0b8c802d7ef","canceled","2018-07-24 20:41:37",,,,"2018-08-13 00:00:00"
`,
    kind: 'orders',
    fields: 'order_number user_id status ordered_at paid_at - - -',
    accepted: 2,
  },
  'instacart orders.csv': {
    text: `order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order
2539329,1,prior,1,2,08,
`,
    kind: 'orders',
    fields: 'order_number user_id - - - - -',
    accepted: 0,
    // Days of the week are no dates.
    problems: ['IMP105'],
    rejected: { IMP211: 1 },
  },
  'customer_shopping_data.csv': {
    text: `invoice_no,customer_id,gender,age,category,quantity,price,payment_method,invoice_date,shopping_mall
I138884,C241288,Female,28,Clothing,5,1500.4,Credit Card,5/8/2022,Kanyon
I127801,C266599,Male,20,Clothing,1,300.08,Cash,24/5/2021,Metrocity
`,
    kind: 'orders',
    fields: 'order_number user_id - - category quantity price - ordered_at -',
    accepted: 2,
  },
  'Sales Transaction v.4a.csv': {
    text: `TransactionNo,Date,ProductNo,ProductName,Price,Quantity,CustomerNo,Country
581482,12/9/2019,22485,Set Of 2 Wooden Market Crates,21.47,12,17490,United Kingdom
C581475,12/9/2019,22596,Christmas Star Wish List Chalkboard,10.65,-36,13069,United Kingdom
`,
    kind: 'orders',
    fields: 'order_number ordered_at sku title price quantity user_id -',
    accepted: 2,
  },
  'coffee shop sales.csv': {
    text: `transaction_id,transaction_date,transaction_time,transaction_qty,store_id,store_location,product_id,unit_price,product_category,product_type,product_detail
1,1/1/2023,7:06:11 AM,2,5,Lower Manhattan,32,3.0,Coffee,Gourmet brewed coffee,Ethiopia Rg
`,
    kind: 'orders',
    fields: 'order_number ordered_at time_of_day quantity - - sku price category - -',
    accepted: 0,
    // It says of nobody who bought.
    rejected: { IMP204: 1 },
  },
  'SalesOrderHeader.csv': {
    text: `SalesOrderID,OrderDate,DueDate,ShipDate,Status,SalesOrderNumber,CustomerID,SubTotal,TaxAmt,Freight,TotalDue
43659,2011-05-31 00:00:00,2011-06-12 00:00:00,2011-06-07 00:00:00,5,SO43659,29825,20565.6206,1971.5149,616.0984,23153.2339
`,
    kind: 'orders',
    fields: '- ordered_at - shipped_at status order_number user_id - - - payable',
    accepted: 1,
  },
  'online_shoppers_intention.csv': {
    text: `Administrative,Administrative_Duration,ProductRelated,ProductRelated_Duration,BounceRates,ExitRates,PageValues,SpecialDay,Month,OperatingSystems,Browser,Region,TrafficType,VisitorType,Weekend,Revenue
0,0,1,0,0.2,0.2,0,0,Feb,1,1,1,1,Returning_Visitor,FALSE,FALSE
`,
    kind: null,
    fields: '- - - - - - - - - - - - - - - -',
    accepted: 1,
    // Sessions of nobody in particular.
    problems: ['IMP104'],
  },
  // What somebody bought in all is no order.
  'customers with totals.csv': {
    text: `customer_id,last_order_date,orders,total_spent
1,2026-01-01,5,999.00
`,
    kind: 'orders',
    fields: 'user_id - - payable',
    accepted: 0,
    problems: ['IMP105'],
    rejected: { IMP211: 1 },
  },
  'user_info_format1.csv': {
    text: 'user_id,age_range,gender\n376517,6.0,1.0\n344532,,\n',
    kind: 'followers',
    fields: 'user_id - -',
    accepted: 2,
  },
  'thelook users.csv': {
    text: `id,first_name,last_name,email,age,gender,state,city,traffic_source,created_at
44,Cynthia,Smith,cynthia@example.com,30,F,Acre,Rio Branco,Facebook,2022-04-28 12:31:08+00:00
`,
    kind: 'followers',
    fields: 'user_id - - email - - - - - -',
    accepted: 1,
  },
  'jewelry.csv': {
    text: `2018-12-01 11:40:29 UTC,1924719191579951782,1842195256808833386,1,1806829201890738522,jewelry.earring,0,561.51,1515915625207851155,,red,gold,diamond
2018-12-01 17:38:31 UTC,1924899396621697920,1806829193678291446,1,1806829201848795479,,,212.14,1515915625071969944,,yellow,gold,
`,
    kind: null,
    // What looks like the name of an event is that of a category.
    fields: '- - - - - - - - - - - - -',
    accepted: 2,
    problems: ['IMP123'],
  },
  'tran.csv': {
    text: 'customer_id,trans_date,tran_amount\nCS5295,11-Feb-13,35\nCS4768,15-Mar-15,39\n',
    kind: 'orders',
    fields: 'user_id ordered_at payable',
    accepted: 2,
  },
  'AdventureWorks_Sales_2015.csv': {
    text: `OrderDate,StockDate,OrderNumber,ProductKey,CustomerKey,TerritoryKey,OrderLineItem,OrderQuantity
1/1/2015,9/21/2001,SO45080,332,14657,1,1,1
`,
    kind: 'orders',
    fields: 'ordered_at - order_number sku user_id - - quantity',
    accepted: 1,
  },
  'a till.csv': {
    text: `Order Id,Opened,Amount,Total,Voided,Paid,Closed,Customer Phone
600000001,3/5/26 8:10 PM,100.00,125.00,false,3/5/26 9:00 PM,3/5/26 9:01 PM,13812344021
`,
    kind: 'orders',
    fields: 'order_number ordered_at payable - refund_status paid_at - phone',
    accepted: 1,
  },
  'stripe with an order id that is never told.csv': {
    text: `id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Customer Email,order_id (metadata)
ch_3001,2026-03-05 20:10:00,56.46,0.00,usd,Paid,cus_1,a@example.com,
ch_3002,2026-03-05 20:11:00,430.80,0.00,usd,Failed,cus_2,b@example.com,
`,
    kind: 'orders',
    fields: 'order_number ordered_at(utc) payable refunded - status user_id email -',
    accepted: 2,
  },
  'flipkart.csv': {
    text: `Ordered On,ORDER ITEM ID,Order Id,Order State,SKU,Product,Invoice Date (mm/dd/yy),Invoice Amount,Selling Price Per Item,Quantity,Buyer name,State
"Mar 05, 2026, 13:59",'30000000000000001,OD000000000000000001,CANCELLED,SK1,Tee,03/06/26,940.00,900.00,1,Jane Roe,MH
`,
    kind: 'orders',
    fields: 'ordered_at - order_number status sku title - payable - quantity - -',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'ajio.csv': {
    text: `Customer Order No,Customer Order Date,Invoice No,Description,Qty,MRP,Total Price,Order Status,Return Status
FN0000000001,25-Jul-2026 13:59:03,INV0000000,Kurta,1,3325.88,1662.94,Delivered,
`,
    kind: 'orders',
    fields: 'order_number ordered_at - title quantity - payable status refund_status',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'myntra.csv': {
    text: `seller id,created on,order release id,seller sku code,order status,total mrp,discount,shipping charge,final amount
2014940,2026-05-21 00:53:12,110000000000000-01,MJ0,RTO,2066.68,379.15,49.00,1736.53
`,
    kind: 'orders',
    fields: '- ordered_at order_number - status - - - payable',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'Retail_Transactions_Dataset.csv': {
    text: `Transaction_ID,Date,Customer_Name,Product,Total_Items,Total_Cost,Payment_Method,City
1000000000,2021-07-20 10:26:43,Mia Lee,"['Tea', 'Milk']",2,9.23,Cash,Dallas
`,
    kind: 'orders',
    fields: 'order_number ordered_at - title - payable - -',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'what goods cost the shop.csv': {
    text: `Order ID,Customer ID,Order Date,Units Sold,Unit Price,Total Revenue,Total Cost
669165933,7,2010-05-28,9925,255.28,2533654.00,1582243.50
`,
    kind: 'orders',
    fields: 'order_number user_id ordered_at quantity price payable -',
    accepted: 1,
  },
  'ga4.csv': {
    text: `event_date,event_timestamp,event_name,user_pseudo_id,transaction_id,purchase_revenue,item_name
20210211,1613044200753613,purchase,1004019.1000000000,300001,42.50,Hoodie
`,
    kind: 'events',
    fields: '- happened_at event_type user_id order_number payable title',
    accepted: 1,
  },
  'hubspot.csv': {
    text: `Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Create Date
51,Jane,Roe,,,,2026-03-05 20:10
`,
    kind: 'followers',
    fields: 'user_id - - email phone owner -',
    accepted: 1,
  },
  // What was paid from a balance is a part of it only.
  'weimob with balance.csv': {
    text: `订单编号,订单状态,下单时间,付款时间,商品名称,数量,单价,余额支付金额,订单金额,微信支付金额,客户ID
88000001,已完成,2026-03-05 20:10:00,2026-03-05 20:10:30,面膜,1,64.50,32.00,64.50,32.50,WID1
`,
    kind: 'orders',
    fields: 'order_number status ordered_at paid_at title quantity price - payable - user_id',
    accepted: 1,
  },
  // A deposit is not the payment.
  'presale.csv': {
    text: `订单编号,买家会员名,订单状态,订单创建时间,定金支付金额,尾款支付金额,订单总价,定金支付时间,尾款支付时间
T3001,小鹿,定金已付，等待买家付尾款,2026-03-05 20:10:00,12.90,51.60,64.50,2026-03-05 20:10:30,
T3002,小马,交易成功,2026-03-05 20:10:00,12.90,51.60,64.50,2026-03-05 20:10:30,2026-03-08 20:10:30
`,
    kind: 'orders',
    fields: 'order_number nick status ordered_at - - payable - paid_at',
    accepted: 2,
  },
  // What a customer bought in all is no order, and the first day no day of one.
  'shopify customers over time.csv': {
    text: `Customer name,Customer email,Customer first order date,Orders,Gross sales,Discounts,Net sales,Taxes,Total sales
Jane,jane@example.com,2026-03-05,5,100.00,-10.00,90.00,9.00,99.00
`,
    kind: 'orders',
    fields: '- email - - - - payable - -',
    accepted: 0,
    problems: ['IMP105'],
    rejected: { IMP211: 1 },
  },
  // An account of the books is no customer.
  'xero.csv': {
    text: `ContactName,EmailAddress,InvoiceNumber,InvoiceDate,Total,InventoryItemCode,Description,Quantity,UnitAmount,LineAmount,AccountCode,Currency,Status
Jane,jane@example.com,INV-00001,05/03/2026,64.50,MM,Mask,1,64.50,64.50,200,AUD,Paid
`,
    kind: 'orders',
    fields: '- email order_number ordered_at payable - title quantity - - - - status',
    accepted: 1,
  },
  'clover.csv': {
    text: `Order Date,Order ID,Order Number,Currency,Order Subtotal,Tax Amount,Order Total,Payments Total,Refunds Total,Payment State,Customer ID
05-Mar-2026 08:10 PM,CLV1,1,USD,60.00,4.50,64.50,64.50,-64.50,Paid,CUST1
`,
    kind: 'orders',
    fields: 'ordered_at order_number - - - - payable - refunded status user_id',
    accepted: 1,
  },
  'meituan till.csv': {
    text: `营业日期,结账时间,账单号,账单金额,优惠合计,顾客实付,支付手续费,商户实收,状态,会员卡号,会员手机
2026/03/05,20:10,MT1,64.50,4.50,60.00,0.36,59.64,已结账,000001,13812344021
`,
    kind: 'orders',
    fields: 'ordered_at time_of_day order_number payable - paid - - status - phone',
    accepted: 1,
  },
};

it.each(Object.entries(layouts))('%s', checkLayout);
