/** What a value is. There is no conversion between them except count and points to number, and date to moment. */
export const VALUE_TYPES = [
  'text',
  'number',
  'money',
  'duration',
  'percent',
  'date',
  'moment',
  /** One of a closed list that the shop keeps (member level, value tier). */
  'choice',
  'list',
  'person',
] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

/** How a type is called in a message to an operator. */
export const VALUE_TYPE_NAMES: Record<ValueType, { zh: string; en: string }> = {
  text: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  money: { zh: '金额', en: 'an amount of money' },
  duration: { zh: '时长', en: 'a length of time' },
  percent: { zh: '百分比', en: 'a percentage' },
  date: { zh: '日期', en: 'a date' },
  moment: { zh: '时间', en: 'a point in time' },
  choice: { zh: '选项', en: 'a choice' },
  list: { zh: '列表', en: 'a list' },
  person: { zh: '员工', en: 'a person' },
};
