import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';

export interface CodedText {
  code: string;
  text: Bilingual;
}

/** What is wrong with a file as a whole. Codes never change their meaning. */
const fileProblems = {
  IMP101: {
    zh: '文件是空的，没有可导入的内容。请重新导出后再试。',
    en: 'The file is empty: there is nothing to import. Export it again and retry.',
  },
  IMP102: {
    zh: '这不是表格（文件格式：{format}）。请导出为 .xlsx 或 .csv 再导入。',
    en: 'This is a {format} file, not a table. Export it as .xlsx or .csv and import that.',
  },
  IMP103: {
    zh: '这是旧版 Excel（.xls）文件。请在 Excel 或 WPS 中另存为 .xlsx 再导入。',
    en: 'This is an old Excel (.xls) file. Save it as .xlsx in Excel or WPS and import that.',
  },
  IMP104: {
    zh: '前 20 行里没有找到认识的表头。请确认是订单、退款、宝贝明细、直播间或粉丝导出文件，或选择类型后在“列的含义”里指定各列。',
    en: 'No known header in the first 20 rows. Check that this is an order, refund, item, broadcast or follower export, or choose its kind and assign the columns by hand.',
  },
  IMP105: {
    zh: '缺少必需的列：{columns}。请在导出时勾选这些列，或在“列的含义”里指定。',
    en: 'Required columns are missing: {columns}. Include them in the export, or assign them by hand.',
  },
  IMP106: {
    zh: '压缩内容异常庞大（疑似压缩炸弹），没有解压。请确认文件来源；确实很大的表请导出为 .csv。',
    en: 'The compressed content is abnormally large (a possible zip bomb) and was not unpacked. Check where the file comes from; export very large tables as .csv.',
  },
  IMP107: {
    zh: '无法识别文字编码。请用 UTF-8 或 GBK 重新导出，或在预览里手工选择编码。',
    en: 'The character encoding cannot be told. Export as UTF-8 or GBK, or choose the encoding in the preview.',
  },
  IMP108: {
    zh: '第 {row} 行起有一个引号没有配对，后面的内容连成了一格。请修正该行的引号，或重新导出。',
    en: 'From row {row} on a quote is not closed, and what follows runs into one cell. Correct the quotes of that row or export again.',
  },
  IMP109: {
    zh: '表格有 {columns} 列，超过 {limit} 列的上限。请只导出需要的列。',
    en: 'The table has {columns} columns, more than the limit of {limit}. Export only the columns you need.',
  },
  IMP110: {
    zh: '.xlsx 文件或压缩包已损坏或不完整。请重新导出；.xlsx 也可以在 Excel 中打开后另存一次。',
    en: 'The .xlsx file or archive is damaged or incomplete. Export it again; an .xlsx may also be opened in Excel and saved once more.',
  },
  IMP111: {
    zh: '找到了表头，但下面没有数据行。请确认导出的时间范围。',
    en: 'There is a header but no row of data below it. Check the time range of the export.',
  },
  IMP112: {
    zh: '文件不见了或读不了，请重新上传。',
    en: 'The file is gone or cannot be read. Upload it again.',
  },
  IMP113: {
    zh: '文件在上次导入中断后被改过，不能接着导入。请作为新的文件导入，已导入的行不会重复。',
    en: 'The file was changed since its import was interrupted, so it cannot be resumed. Import it as a new file; rows already in are not doubled.',
  },
  IMP114: {
    zh: '导入因系统错误停下，已导入的行都已保存。请重试；仍然失败请联系 IT 管理员。',
    en: 'The import stopped on a system error; the rows imported so far are kept. Try again, and tell your IT administrator if it fails again.',
  },
  IMP123: {
    zh: '文件没有表头，也认不出是什么数据。请选择类型，再在“列的含义”里指定各列。',
    en: 'The file has no header, and its cells do not tell what it holds. Choose its kind and say what each column stands for.',
  },
  IMP124: {
    zh: '文件没有写每一行是什么行为。请在“行为的含义”里选择：整份文件都是这一种。',
    en: 'The file does not tell what was done in its rows. Choose it under “What was done”: it then holds for all of them.',
  },
  IMP125: {
    zh: '同一个订单的行散在文件各处，超过 {limit} 行。请按订单编号（没有编号的按买家和时间）排序后再导入。',
    en: 'Rows of the same orders are scattered over the file, more than {limit} of them. Sort it by order number (without numbers by buyer and time) and import it again.',
  },
  IMP126: {
    zh: '没有读取这个压缩包：只解开 .gz，以及没有密码、里面有表格的 .zip。请解压后逐个导入里面的 .xlsx 或 .csv。',
    en: 'This archive was not read: .gz is unpacked, and .zip with tables in it and without a password. Unpack it and import the .xlsx or .csv files that are in it one by one.',
  },
  IMP146: {
    zh: '压缩包里有几个表：{tables}。请选择先导入哪一个；定时拉取请让一个网址只给一个表。',
    en: 'The archive holds several tables: {tables}. Choose which one to import first; for scheduled pulls have one table behind each address.',
  },
  IMP127: {
    zh: '看过的 {rows} 行里有不止一种货币（{list} 行）。金额直接相加，不换算。请按货币分开导出，或先换算成一种。',
    en: 'The {rows} rows looked at are of several currencies ({list} rows). Amounts are added up as they are. Export each currency by itself, or convert them to one.',
  },
  IMP128: {
    zh: '没有金额列。以前导入过的订单金额不变，新订单先按 0 元计入。再导入它们的订单商品（有价格、小计或运费的明细），金额就是各行之和，先导哪个文件都一样；没有明细的订单一直是 0 元。',
    en: 'There is no column of amounts. Orders that are known keep theirs, new ones count with 0 for now. Import the list of their items as well, with prices, totals or freight: each order then costs what its items add up to, whichever file comes first. Orders without items stay at 0.',
  },
  IMP129: {
    zh: '“{column}”里的金额大多在一百万以上。请核对单位：有的系统按分或百万分之一元写。',
    en: 'Most amounts in "{column}" are above a million. Check their unit: some systems write cents or millionths.',
  },
  IMP130: {
    zh: '像 {date} 这样的写法有两种读法，文件里没有一行能说明是哪一种。请在上面核对日期和小数点的写法。',
    en: 'What is written like {date} can be read in two ways, and no row of the file tells which. Check above how dates and decimals are written.',
  },
  IMP141: {
    zh: '有 {orders} 个订单占了几行，每行的“{column}”都一样，按整单金额只算一次。如果写的是每行自己的金额，请把这一列改为“小计”。',
    en: 'Some orders ({orders}) take several rows that all say the same in "{column}": it counts once, as the amount of the order. If it is the amount of each row, make the column the line total.',
  },
  IMP142: {
    zh: '有的订单占了几行（{rows} 行），只有“{column}”不同，也没有商品列：金额按行相加。如果每行写的是整单金额，请把这一列改为“应付金额”。',
    en: 'Some orders take several rows ({rows} of them) that differ in "{column}" alone, and no column tells their goods: the amounts are added up. If each is that of the whole order, make the column the amount due.',
  },
  IMP143: {
    zh: '有的订单占了几行（{rows} 行），“{column}”不同，看不出是不同的商品：每个订单只算一行的金额，取最后的状态。如果写的是每行自己的金额，请把这一列改为“小计”。',
    en: 'Some orders take several rows ({rows} of them) that differ in "{column}", and nothing tells that they are about different goods: only one amount of each order counts, that of its last state. If it is the amount of each row, make the column the line total.',
  },
  IMP144: {
    zh: '从“{column}”里的“{words}”看不出退了多少钱，这些行按没有退款计入。有退款金额的，请在导出时勾选那一列，或另外导入售后清单。',
    en: 'What "{column}" says does not tell how much was paid back ({words}): such rows count without a refund. Include the column of refunded amounts in the export, or import the list of refunds as well.',
  },
  IMP145: {
    zh: '有 {rows} 行写了退款金额，“{column}”却说退款没有成功，这些退款不计。',
    en: '{rows} rows have a refunded amount though "{column}" says that the refund was not made: these do not count.',
  },
  IMP147: {
    zh: '从“{column}”里的“{words}”看不出卖出了没有（{rows} 行），这些订单按没有付款计入。如果都是卖出的，请把这一列设为“不导入”。',
    en: '"{words}" in "{column}" does not tell whether it was sold ({rows} rows): these orders count as not paid. If all of them were sold, leave the column out.',
  },
  IMP148: {
    zh: '“{column}”没有计入：文件里没有小计、应付或实付金额，金额按单价 × 数量算，是优惠前的。请导出优惠后的金额。',
    en: '"{column}" is not taken off: the file has no totals and no amounts due or paid, so amounts are price × quantity, before discounts. Export the amounts after discounts.',
  },
  IMP149: {
    zh: '没有一列说明买家是谁：只更新以前导入过的订单，新的订单导不进来。请在导出时勾选买家昵称、手机号或会员编号，或在“列的含义”里指定。',
    en: 'No column tells who bought: orders that were imported before are brought up to date, new ones are not taken. Include the nick, phone or number of the buyer in the export, or say which column it is.',
  },
  IMP150: {
    zh: '“{column}”里有一个号码写在 {people} 位“{other}”不同的人名下，按手机号会认作同一位粉丝。如果是代填的号码，请清空后再导入，或把这一列设为“不导入”。',
    en: 'One number in "{column}" stands beside {people} people who differ in "{other}"; by their phone they would be one fan. If it is made up, clear it and import the file then, or leave the column out.',
  },
  IMP151: {
    zh: '“{column}”里有一个昵称写在 {people} 位“{other}”不同的人名下，按昵称会认作同一位粉丝。昵称可以重名的平台，请把这一列设为“不导入”，按“{other}”识别。',
    en: 'One nick in "{column}" stands beside {people} people who differ in "{other}"; by their nick they would be one fan. Where people may be called alike, leave the column out: "{other}" tells who they are.',
  },
  IMP115: {
    zh: '这个工作簿设了打开密码，无法读取。请在 Excel 或 WPS 中取消密码另存，再导入。',
    en: 'This workbook is protected by a password and cannot be read. Save it without the password and import that.',
  },
} as const satisfies Record<string, Bilingual>;

/** The caution that dates can be read in two ways. */
export const OPEN_DATE = 'IMP130' satisfies FileProblemCode;

export type FileProblemCode = keyof typeof fileProblems;

export function fileProblem(code: FileProblemCode, values: Values = {}, cause?: unknown): UserError {
  return new UserError(code, fill(fileProblems[code], values), { cause });
}

/** Why a single row is not taken. `{column}` is the head of the column, `{value}` never stands here: it may be personal. */
const rowProblems = {
  IMP201: { zh: '缺少订单编号', en: 'The order number is missing' },
  IMP202: { zh: '订单编号格式不对', en: 'This is not an order number' },
  IMP203: {
    zh: '订单编号被表格软件改成了科学计数，末尾数字已丢失；请重新导出，不要用 Excel 打开后保存',
    en: 'A spreadsheet turned the order number into scientific notation and lost its last digits; export again and do not save it in Excel',
  },
  IMP204: {
    zh: '无法识别是哪位粉丝：昵称为空、带 * 或是人人都叫的（如“微信用户”），也没有可用的手机号或用户 ID',
    en: 'This identifies no fan: the nick is empty, has * or is what everybody is called (such as "guest"), and there is no usable phone or user id',
  },
  IMP205: { zh: '“{column}”不是金额', en: '"{column}" is not an amount of money' },
  IMP206: { zh: '“{column}”不是日期时间', en: '"{column}" is not a date and time' },
  IMP207: { zh: '“{column}”不是时长', en: '"{column}" is not a duration' },
  IMP208: { zh: '“{column}”不是数量', en: '"{column}" is not a count' },
  IMP209: { zh: '“{column}”在将来', en: '"{column}" is in the future' },
  IMP210: {
    zh: '“{column}”有无法识别的字符，可能选错了文字编码',
    en: '"{column}" has unreadable characters; the encoding may be wrong',
  },
  IMP211: { zh: '订单既没有下单时间也没有付款时间', en: 'The order has neither a time of ordering nor of payment' },
  IMP212: { zh: '商品标题和商品编码都是空的', en: 'The item has neither a title nor a number' },
  IMP213: { zh: '“{column}”不能为负数', en: '"{column}" must not be negative' },
  IMP214: { zh: '“{column}”过长', en: '"{column}" is too long' },
  IMP215: { zh: '“{column}”不是数字', en: '"{column}" is not a number' },
  IMP217: {
    zh: '“{column}”被表格软件改成了科学计数，末尾数字已丢失；请重新导出，不要用 Excel 打开后保存',
    en: 'A spreadsheet turned "{column}" into scientific notation and lost its last digits; export again and do not save it in Excel',
  },
  IMP218: {
    zh: '“{column}”里的行为没有对应的事件，按设置不导入',
    en: 'What "{column}" says is no event, as the file is set to be read',
  },
  IMP219: { zh: '“{column}”没有写时间或行为', en: '"{column}" tells no time or no event' },
  IMP220: {
    zh: '还没有这个订单，退款记不到它上面；请先导入订单，再导入这一行',
    en: 'This order is not known, so nothing can be paid back of it; import the orders first, then this row',
  },
  IMP221: {
    zh: '从“{column}”看不出退款有没有成功',
    en: '"{column}" does not tell whether the refund was made',
  },
  IMP222: {
    zh: '“{column}”不是本店员工的姓名或登录名',
    en: '"{column}" is neither the name nor the log-in name of anybody who works here',
  },
  IMP223: {
    zh: '“{column}”有几位员工同名，请改写登录名',
    en: 'Several people are called what "{column}" says; write the log-in name instead',
  },
  IMP224: {
    zh: '这是店铺付出去的钱，行里写的不是买家；退款请按“退款”类型导入，订单编号选原交易的编号',
    en: 'This is money that the shop sent, and the row does not name the buyer; import refunds as a file of refunds, with the number of the sale they belong to',
  },
  IMP216: { zh: '“{column}”不是这个字段的选项', en: '"{column}" is none of the choices of its field' },
} as const satisfies Record<string, Bilingual>;

export type RowProblemCode = keyof typeof rowProblems;

/** Why a row is rejected; `column` is the head of the column it lies in. */
export interface RowProblem {
  code: RowProblemCode;
  column?: string;
}

export function rowProblemText(code: string, column?: string): Bilingual {
  if (!Object.hasOwn(rowProblems, code)) return { zh: code, en: code };
  const { zh, en } = rowProblems[code as RowProblemCode];
  return {
    zh: zh.replace('{column}', () => column ?? '单元格'),
    en: en.replace('{column}', () => column ?? 'A cell'),
  };
}

/** What the holes of a text are filled with: the same in both languages, or a word of each. */
type Values = Record<string, string | number | Bilingual>;

function fill(text: Bilingual, values: Values): Bilingual {
  const put = (language: keyof Bilingual) =>
    text[language].replace(/\{(\w+)\}/g, (hole, name: string) => {
      const value = values[name] ?? hole;
      return typeof value === 'object' ? value[language] : String(value);
    });
  return { zh: put('zh'), en: put('en') };
}
