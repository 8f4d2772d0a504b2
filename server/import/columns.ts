import type { OwnTarget } from './own-field.js';
import type { DurationUnit } from './values/duration.js';
import type { MoneyUnit } from './values/money.js';

export const IMPORT_KINDS = ['orders', 'items', 'live', 'followers'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Heads by which exports name a field, as they stand after `normalHead`. The first is how a person is told of it. */
const identity = {
  nick: [
    '买家会员名',
    '买家昵称',
    '用户昵称',
    '粉丝昵称',
    '昵称',
    '微信昵称',
    '观看用户',
    '粉丝名称',
    '会员名',
    '会员昵称',
    '买家用户名',
    '买家旺旺',
    '买家旺旺名',
    '旺旺',
    '旺旺名',
    '买家',
    '买家账号',
    '买家帐号',
    '下单账号',
    '下单帐号',
    '客户昵称',
    '用户名',
    '用户名称',
    '观众昵称',
    'buyernick',
    'nick',
    'nickname',
    'username',
    'buyername',
  ],
  user_id: [
    '用户id',
    '买家id',
    '会员id',
    '平台用户id',
    '买家数字id',
    'uid',
    'userid',
    'buyerid',
    '用户编号',
    '客户id',
    '客户编号',
    '会员编号',
    '顾客编号',
    '抖音号',
    '快手号',
    '抖音id',
    '快手id',
    'customerid',
    'customerno',
  ],
  open_id: ['openid', '开放id', 'buyeropenuid', 'openuid'],
  union_id: ['unionid', '微信unionid'],
  oaid: ['oaid', '收件人oaid'],
  phone: [
    '买家手机号',
    '买家手机',
    '买家电话',
    '手机号',
    '联系手机',
    '手机',
    '手机号码',
    '收货人手机',
    '收货人手机号',
    '收件人手机',
    '收件人手机号',
    '收货手机',
    '电话',
    '联系电话',
    '联系方式',
    '收货人电话',
    '收件人电话',
    'phone',
    'mobile',
    'receivermobile',
    'receiverphone',
    'tel',
  ],
  email: ['邮箱', '电子邮箱', '邮件', 'email', 'mail'],
};

const owner = ['负责人', '归属人', '跟进人', '归属客服', '专属客服', '跟进客服', '所属员工', 'owner'];

const partNumber = ['子订单编号', '子订单号', '子订单id', '明细编号', 'suborderid', 'oid'];

export const FIELDS = {
  orders: {
    order_number: [
      '订单编号',
      '订单号',
      '主订单编号',
      '主订单号',
      '订单id',
      '平台订单号',
      '交易编号',
      '交易号',
      'orderid',
      'orderno',
      'ordernumber',
      'tid',
      '线上订单号',
      '线上单号',
      'invoiceno',
      'invoice',
    ],
    line_number: partNumber,
    ...identity,
    phone_alt: ['联系电话', '固定电话', '座机', '备用电话'],
    payable: [
      '买家应付货款',
      '应付金额',
      '应付款',
      '应付货款',
      '订单应付金额',
      '订单金额',
      '订单总金额',
      '订单总额',
      '总金额',
      '货款金额',
      '商品总价',
      '商品总金额',
      '商品金额',
      'totalamount',
      'totalfee',
      'orderamount',
      'amount',
    ],
    paid: [
      '买家实际支付金额',
      '实付金额',
      '实际支付金额',
      '支付金额',
      '实付款',
      '实付',
      '实收款',
      '订单实付金额',
      '订单付款金额',
      '付款金额',
      '用户实付',
      '用户实付金额',
      '商家应收金额',
      '结算金额',
      'paidamount',
      'payamount',
      'paymentamount',
      'actualpay',
      'payment',
      'paid',
    ],
    refunded: ['退款金额', '已退款金额', '退款总额', 'refundamount'],
    status: ['订单状态', '交易状态', '状态', 'orderstatus', 'status'],
    receiver: ['收货人姓名', '收货人', '收件人', '收件人姓名', '收货姓名', '客户姓名', 'receiver', 'receivername'],
    address: [
      '收货地址',
      '收件地址',
      '收货人地址',
      '收件人地址',
      '详细地址',
      '客户地址',
      '地址',
      'address',
      'receiveraddress',
    ],
    ordered_at: [
      '订单创建时间',
      '下单时间',
      '创建时间',
      '订单提交时间',
      '订单生成时间',
      '拍下时间',
      '成单时间',
      'createdat',
      'created',
      'createtime',
      'ordertime',
      'orderdate',
      'invoicedate',
    ],
    paid_at: [
      '订单付款时间',
      '付款时间',
      '支付时间',
      '支付完成时间',
      '订单支付时间',
      'paidat',
      'paytime',
      'paymenttime',
    ],
    shipped_at: ['发货时间', '订单发货时间', '卖家发货时间', 'shippedat', 'consigntime', 'shiptime'],
    done_at: ['确认收货时间', '交易成功时间', '订单完成时间', '完成时间', '交易结束时间', '成交时间'],
    closed_at: ['订单关闭时间', '关闭时间', '取消时间', '退款时间', '退款成功时间', '退款完成时间'],
    title: ['宝贝标题', '商品标题', '商品名称', '宝贝名称', '选购商品', '商品信息', '商品', '标题', 'title', 'product'],
    quantity: [
      '宝贝总数量',
      '商品总数',
      '商品总数量',
      '宝贝数量',
      '商品数量',
      '购买数量',
      '订购数量',
      '成交数量',
      '数量',
      '件数',
      'quantity',
      'qty',
    ],
    close_reason: ['订单关闭原因', '关闭原因', '取消原因', '退款原因'],
    price: ['单价', '商品单价', '宝贝单价', '销售单价', 'unitprice', 'price'],
    sku: ['商家编码', '商品编码', '规格编码', 'sku编码', '货号', 'sku', 'stockcode'],
    category: ['品类', '类目', '商品类目', '一级类目', '商品品类'],
    owner,
  },
  items: {
    order_number: [
      '订单编号',
      '订单号',
      '主订单编号',
      '主订单号',
      '订单id',
      '平台订单号',
      '交易编号',
      'orderid',
      'orderno',
      'ordernumber',
    ],
    line_number: partNumber,
    title: ['标题', '宝贝标题', '商品标题', '商品名称', '宝贝名称', '选购商品', '商品', 'title', 'product'],
    price: ['价格', '单价', '商品价格', '商品单价', '宝贝价格', '宝贝单价', '售价', 'price'],
    quantity: ['购买数量', '数量', '商品数量', '宝贝数量', '件数', 'quantity', 'qty'],
    attributes: ['商品属性', '规格', '商品规格', '销售属性', '宝贝属性', '套餐信息', '颜色尺码', 'attributes'],
    sku: ['商家编码', '外部系统编号', 'sku编码', '规格编码', '商品编码', '货号', 'sku', '商品id', '宝贝id'],
    category: ['品类', '类目', '商品类目', '一级类目', '商品品类'],
  },
  live: {
    ...identity,
    watch_seconds: [
      '观看时长',
      '累计观看时长',
      '观看总时长',
      '总观看时长',
      '停留时长',
      '在线时长',
      '直播观看时长',
      'watchtime',
      'watchduration',
      'duration',
    ],
    visits: ['进入次数', '进房次数', '进入直播间次数', '进入直播次数', '观看次数', '访问次数', 'visits'],
    comments: ['评论数', '评论次数', '弹幕数', '发言次数', '发言数', 'comments'],
    likes: ['点赞数', '点赞次数', '点赞', 'likes'],
    shares: ['分享数', '分享次数', '转发数', '转发次数', 'shares'],
    gifts: ['打赏金额', '打赏总额', '打赏', '礼物金额', '送礼金额', '刷礼物金额', 'gifts', 'giftamount'],
    fan_level: ['粉丝等级', '粉丝团等级', '灯牌等级', '粉丝团灯牌等级', 'fanlevel'],
    intimacy: ['亲密度', '亲密值', 'intimacy'],
    last_watch_at: [
      '最近观看时间',
      '最后观看时间',
      '最近一次观看时间',
      '观看时间',
      '最后进入时间',
      '离开时间',
      'lastwatchat',
    ],
  },
  followers: {
    ...identity,
    wecom: ['企微id', '企业微信id', '外部联系人id', 'externaluserid'],
    member_no: ['会员号', '会员卡号', '会员编号', 'memberno'],
    followed_at: [
      '关注时间',
      '首次关注时间',
      '入粉时间',
      '加粉时间',
      '成为粉丝时间',
      '关注日期',
      '添加时间',
      'followedat',
      'followtime',
    ],
    source: ['来源', '关注来源', '粉丝来源', '来源渠道', '渠道来源', '渠道', 'source'],
    owner,
    member_level: ['会员等级', '等级', '会员级别', 'memberlevel'],
    points: ['积分', '会员积分', '可用积分', 'points'],
    birthday: ['生日', '出生日期', 'birthday'],
    fan_level: ['粉丝等级', '粉丝团等级', '灯牌等级', 'fanlevel'],
  },
} as const satisfies Record<ImportKind, Record<string, readonly string[]>>;

export type Field = { [K in ImportKind]: keyof (typeof FIELDS)[K] }[ImportKind];

/** What a column may stand for. */
export type Target = Field | OwnTarget;

/** A column of the file and what it stands for. */
export interface Column {
  index: number;
  /** Head as it stands in the file. */
  name: string;
  /** Null: not used. */
  field: Target | null;
  /** Unit of plain numbers, where the head tells it; of dates `day_first` where the file shows that 1/3 is in March. */
  unit: DurationUnit | MoneyUnit | 'day_first' | null;
}

/** Of each group one column must be there. */
const IDENTITIES: Field[] = ['nick', 'user_id', 'open_id', 'union_id', 'oaid', 'phone', 'email', 'wecom', 'member_no'];
const METRICS: Field[] = ['watch_seconds', 'visits', 'comments', 'likes', 'shares', 'gifts'];

const REQUIRED: Record<ImportKind, Field[][]> = {
  orders: [['order_number'], ['ordered_at', 'paid_at'], ['status', 'paid', 'payable', 'paid_at', 'price']],
  items: [['order_number'], ['title']],
  live: [IDENTITIES, METRICS],
  followers: [IDENTITIES],
};

/** Names of fields of which a table of this kind needs one each, and has none. Empty: nothing is missing. */
export function missingFields(kind: ImportKind, columns: Column[]): string[] {
  const present = new Set(columns.map((column) => column.field));
  return REQUIRED[kind]
    .filter((group) => !group.some((field) => present.has(field)))
    .map((group) => [...new Set(group.map((field) => namesOf(kind, field)[0] ?? field))].slice(0, 3).join(' / '));
}

/** Heads by which a field of this kind is known; none when the kind has no such field. */
export function namesOf(kind: ImportKind, field: string): readonly string[] {
  const fields: Record<string, readonly string[]> = FIELDS[kind];
  return Object.hasOwn(fields, field) ? (fields[field] ?? []) : [];
}

export function fieldsOf(kind: ImportKind): Field[] {
  return Object.keys(FIELDS[kind]) as Field[];
}
