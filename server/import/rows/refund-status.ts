const NONE =
  /^(?:not|no)\b|关闭|拒绝|撤销|取消|失败|驳回|不同意|等待|待|中$|申请|reject|denied|declin|clos|cancel|fail|pending|progress|request(?!.*approved)|open/i;
const DONE = /成功|已退|完成|完结|结束|全额退款|部分退款|success|refunded|returned|complet|approved|done/i;

/** Whether a refund with this status was made. Null: the text does not tell. */
export function isRefunded(text: string): boolean | null {
  if (NONE.test(text)) return false;
  return DONE.test(text) ? true : null;
}

const OF_MONEY = /退|refund|returned/i;
/** Goods that were exchanged or mended cost nothing; a part of the amount is not all of it. */
const UNTOLD = /换货|维修|补寄|补发|部分|exchange|repair|replac|partial/i;
/** Nothing was asked for. */
const NOTHING = /^(?:无|没有|未|非|否|正常|-)|^(?:none|no|not|n\/?a|normal|false|0)\b/i;
/** A column that asks whether it was. */
const YES = /^(?:1|yes|true|y|是)$/i;

/**
 * What an order's own state of its refund says, where no amount is told: all was paid back, or nothing was. Null: the text does
 * not tell which.
 */
export function isWhollyRefunded(text: string): boolean | null {
  if (text === '' || NOTHING.test(text)) return false;
  if (YES.test(text)) return true;
  const isMade = isRefunded(text);
  return isMade === true && (UNTOLD.test(text) || !OF_MONEY.test(text)) ? null : isMade;
}
