import { fieldWord } from '../vocabulary/field.js';

/** Who a fan is and whose; other ways lead to these. */
const NOT_SET = new Set(['nick', 'phone', 'shop', 'owner']);

/** Whether `设` may write a field: the others follow from what fans do, or are changed by steps of their own. */
export function isSettable({ name, custom }: { name: string; custom?: boolean | undefined }): boolean {
  return custom === true || (!NOT_SET.has(name) && fieldWord(name)?.derived !== true);
}
