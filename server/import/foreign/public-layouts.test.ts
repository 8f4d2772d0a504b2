import { it } from 'vitest';
import { checkLayout, type Layout } from './check-layout.js';

/** Public data of purchases and of behaviour: what is read from it before a person says more. */
const layouts: Record<string, Layout> = {
  'complete_journey.csv': {
    text: `household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp
900,330,31198570044,1095275,1,0.5,0,0,0,1,2017-01-01T11:53:26Z
900,330,31198570047,9878513,1,0.99,0.1,0,0,1,2017-01-01T12:10:28Z
`,
    kind: 'orders',
    fields: 'user_id - order_number sku quantity line_total - - - - ordered_at',
    accepted: 2,
  },
  'diginetica_purchases.csv': {
    text: `sessionId;userId;timeframe;eventdate;ordernumber;itemId
150;18278;17100868;2016-05-06;16421;25911
`,
    kind: 'events',
    fields: '- user_id - happened_at order_number sku',
    accepted: 0,
    problems: ['IMP124'],
    rejected: { IMP219: 1 },
  },
  'trivago.csv': {
    text: `user_id,session_id,timestamp,step,action_type,reference,platform,city,device,current_filters,impressions,prices
00RL8Z82B2Z1,aff3928535f48,1541037460,1,search for poi,Newtown,AU,"Sydney, Australia",mobile,,,
00RL8Z82B2Z1,aff3928535f48,1541037522,2,interaction item image,666856,AU,"Sydney, Australia",mobile,,,
`,
    kind: 'events',
    fields: 'user_id - happened_at - event_type sku - - - - - -',
    accepted: 0,
    rejected: { IMP218: 2 },
  },
  'contoso_sales.csv': {
    text: `OrderKey,LineNumber,OrderDate,DeliveryDate,CustomerKey,StoreKey,ProductKey,Quantity,UnitPrice,NetPrice,UnitCost,CurrencyCode,ExchangeRate
100000,0,2015-01-01,2015-01-05,1023,999999,1048,2,112.46,98.967,57.34,USD,1
`,
    kind: 'orders',
    fields: 'order_number - ordered_at - user_id - sku quantity - price - - -',
    accepted: 1,
  },
  'valued_shoppers.csv': {
    text: `id,chain,dept,category,company,brand,date,productsize,productmeasure,purchasequantity,purchaseamount
86246,205,7,707,1078778070,12564,2012-03-02,12,OZ,1,7.59
86246,205,63,6319,107654575,17876,2012-03-02,64,OZ,1,1.59
86246,205,97,9753,1022027929,0,2012-03-05,1,CT,1,5.99
86252,205,25,2509,107996777,31373,2012-03-02,16,OZ,1,1.99
86252,205,55,5555,107684070,32094,2012-03-09,16,OZ,2,10.38
`,
    kind: 'orders',
    fields: 'user_id - - category - - ordered_at - - quantity payable',
    accepted: 5,
  },
  'sales_by_id.csv': {
    text: `id,date,sku,qty,price
1,2026-03-05,A,1,10.00
1,2026-03-05,B,1,20.00
2,2026-03-06,A,1,10.00
2,2026-03-07,C,1,10.00
3,2026-03-07,C,1,10.00
3,2026-03-07,A,1,10.00
`,
    kind: 'orders',
    fields: 'order_number ordered_at sku quantity price',
    accepted: 0,
    rejected: { IMP204: 6 },
  },
  'jd_orders.csv': {
    text: `order_ID,user_ID,sku_ID,order_date,order_time,quantity,type,promise,original_unit_price,final_unit_price,direct_discount_per_unit,quantity_discount_per_unit,bundle_discount_per_unit,coupon_discount_per_unit,gift_item,dc_ori,dc_des
d0cf5cc6db,0abe9ef2ce,581d5b54c1,2018-03-01,2018-03-01 17:14:25.0,1,2,-,89.0,79.0,0.0,10.0,0.0,0.0,0,4,28
7444318d01,33a9e56257,067b673f2b,2018-03-01,2018-03-01 11:10:40.0,1,1,2,99.9,53.9,5.0,41.0,0.0,0.0,0,28,28
`,
    kind: 'orders',
    fields: 'order_number user_id sku - ordered_at quantity - - - price - - - - - - -',
    accepted: 2,
  },
  'jd_users.csv': {
    text: `user_ID,user_level,first_order_month,plus,gender,age,marital_status,education,city_level,purchase_power
000089d6a6,1,2017-08,0,F,26-35,S,3,4,3
`,
    kind: 'followers',
    fields: 'user_id member_level - - - - - - - -',
    accepted: 1,
  },
  'jd_clicks.csv': {
    text: `sku_ID,user_ID,request_time,channel
a234e08c57,4c3d6d10c2,2018-03-01 23:57:53.0,wechat
`,
    kind: 'events',
    fields: 'sku user_id happened_at -',
    accepted: 0,
    problems: ['IMP124'],
    rejected: { IMP219: 1 },
  },
  'tianchi_mobile.csv': {
    text: `user_id,item_id,behavior_type,user_geohash,item_category,time
10001082,285259775,1,97lk14c,4076,2014-12-08 18
10001082,4368907,1,,5503,2014-12-12 12
10001082,4368907,4,,5503,2014-12-12 12
`,
    kind: 'events',
    fields: 'user_id sku event_type - category happened_at',
    accepted: 0,
    rejected: { IMP218: 3 },
  },
  'google_merch.csv': {
    text: `fullVisitorId,visitId,date,channelGrouping,transactionId,transactionRevenue,productSKU,v2ProductName,productQuantity,productPrice
1131660440785968503,1472830385,20160902,Organic Search,ORD201609021,16990000,GGOE1,Mug,1,16990000
`,
    kind: 'orders',
    fields: 'user_id - ordered_at - order_number payable sku title quantity price',
    accepted: 1,
  },
  'fashion_retail.csv': {
    text: `Customer Reference ID,Item Purchased,Purchase Amount (USD),Date Purchase,Review Rating,Payment Method
4018,Handbag,4619.0,05-02-2023,,Credit Card
4115,Tunic,2456.0,11-07-2023,2.0,Credit Card
4019,Tank Top,2102.0,23-03-2023,4.1,Cash
`,
    kind: 'orders',
    fields: 'user_id title payable ordered_at - -',
    accepted: 3,
  },
  'black_friday.csv': {
    text: `User_ID,Product_ID,Gender,Age,Occupation,City_Category,Stay_In_Current_City_Years,Marital_Status,Product_Category_1,Product_Category_2,Product_Category_3,Purchase
1000001,P00069042,F,0-17,10,A,2,0,3,,,8370
`,
    kind: 'orders',
    fields: 'user_id sku - - - - - - category - - line_total',
    accepted: 0,
    problems: ['IMP105'],
    rejected: { IMP211: 1 },
  },
  'supermarket.csv': {
    text: `Invoice ID,Branch,City,Customer type,Gender,Product line,Unit price,Quantity,Tax 5%,Total,Date,Time,Payment,cogs,gross margin percentage,gross income,Rating
750-67-8428,A,Yangon,Member,Female,Health and beauty,74.69,7,26.1415,548.9715,1/5/2019,13:08,Ewallet,522.83,4.761904762,26.1415,9.1
`,
    kind: 'orders',
    fields: 'order_number - - - - category price quantity - payable ordered_at time_of_day - - - - -',
    accepted: 0,
    rejected: { IMP204: 1 },
  },
  'bakery.csv': {
    text: `Date,Time,Transaction,Item
2016-10-30,09:58:11,1,Bread
2016-10-30,10:05:34,2,Scandinavian
`,
    kind: 'events',
    fields: 'happened_at time_of_day - -',
    accepted: 0,
    problems: ['IMP105'],
    rejected: { IMP219: 2 },
  },
  'groceries_dataset.csv': {
    text: `Member_number,Date,itemDescription
1808,21-07-2015,tropical fruit
2552,05-01-2015,whole milk
`,
    kind: 'events',
    fields: 'user_id happened_at title',
    accepted: 0,
    problems: ['IMP124'],
    rejected: { IMP219: 2 },
  },
  'amazon_reviews.csv': {
    text: `reviewerID,asin,reviewerName,helpful,reviewText,overall,summary,unixReviewTime,reviewTime
A2SUAM1J3GNN3B,0000013714,J. McDonald,"[2, 3]",Great,5.0,Nice,1252800000,"09 13, 2009"
`,
    kind: 'events',
    fields: 'user_id sku - - - - - happened_at -',
    accepted: 0,
    problems: ['IMP124'],
    rejected: { IMP219: 1 },
  },
  'movielens.csv': {
    text: `userId,movieId,rating,timestamp
1,31,2.5,1260759144
`,
    kind: 'events',
    fields: 'user_id - - happened_at',
    accepted: 0,
    problems: ['IMP124'],
    rejected: { IMP219: 1 },
  },
  'pakistan_ecommerce.csv': {
    text: `item_id,status,created_at,sku,price,qty_ordered,grand_total,increment_id,category_name_1,sales_commission_code,discount_amount,payment_method,Working Date,BI Status, MV ,Year,Month,Customer Since,M-Y,FY,Customer ID
211131,complete,7/1/2016,kreations_YI 06-L,1950,1,1950,100147443,Women's Fashion,\\N,0,cod,7/1/2016,#REF!, 1,950 ,2016,7,2016-7,7-2016,FY17,1
`,
    kind: 'orders',
    fields: '- status ordered_at sku price quantity payable order_number category - - - - - - - - - - - user_id',
    accepted: 1,
  },
  'rees46_electronics.csv': {
    text: `event_time,order_id,product_id,category_id,category_code,brand,price,user_id
2020-04-24 11:50:39 UTC,2294359932054536986,1515966223509089906,2268105426648170900,electronics.tablet,samsung,162.01,1515915625441993984
2020-04-24 11:50:39 UTC,2294359932054536986,1515966223509089906,2268105426648170900,electronics.tablet,samsung,162.01,1515915625441993984
`,
    kind: 'orders',
    fields: 'ordered_at order_number sku - category - price user_id',
    accepted: 2,
  },
  'looker_thelook.csv': {
    text: `id,order_id,user_id,product_id,inventory_item_id,status,created_at,shipped_at,delivered_at,returned_at,sale_price
152013,104663,83582,14235,410368,Cancelled,2023-05-07 06:08:40+00:00,,,,0.02
40993,28204,22551,14235,110590,Complete,2023-03-14 03:47:21+00:00,2023-03-15 03:47:21+00:00,2023-03-16 03:47:21+00:00,,0.02
`,
    kind: 'orders',
    fields: '- order_number user_id sku - status ordered_at shipped_at - - price',
    accepted: 2,
  },
  'olist_order_items.csv': {
    text: `"order_id","order_item_id","product_id","seller_id","shipping_limit_date","price","freight_value"
"00010242fe8c5a6d1ba2dd792cb16214",1,"4244733e06e7ecb4970a6e2683c13e61","48436dade18ac8b2bce089ec2a041202","2017-09-19 09:45:35",58.90,13.29
"00018f77f2f0320c557190d7a144bdd3",1,"e5f2d52b802189ee658865ca93d83a8f","dd7ddc04e1b6c2c614352b383efe2d36","2017-05-03 11:05:13",239.90,19.93
`,
    kind: 'items',
    fields: 'order_number line_number sku - - price freight',
    accepted: 2,
  },
  'foursquare.txt': {
    text: `470\t49bbd6c0f964a520f4531fe3\t4bf58dd8d48988d127951735\tArts & Crafts Store\t40.719810375488535\t-74.00258103213994\t-240\tTue Apr 03 18:00:09 +0000 2012
`,
    kind: null,
    fields: '- - - - - - - -',
    accepted: 1,
    problems: ['IMP123'],
  },
};

it.each(Object.entries(layouts))('%s', checkLayout);
