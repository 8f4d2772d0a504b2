const NONE =
  /关闭|拒绝|撤销|取消|失败|驳回|不同意|等待|待|中$|申请|reject|denied|declin|clos|cancel|fail|pending|progress|request|open/i;
const DONE = /成功|已退|完成|完结|结束|全额退款|部分退款|success|refunded|complet|approved|done/i;

/** Whether a refund with this status was made. Null: the text does not tell. */
export function isRefunded(text: string): boolean | null {
  if (NONE.test(text)) return false;
  return DONE.test(text) ? true : null;
}
