import type { Texts } from '../text.js';

export const fieldTexts = {
  'field.name': { zh: '字段名', en: 'Field' },
  'field.type': { zh: '类型', en: 'Type' },
  'field.choices': { zh: '选项', en: 'Choices' },
  'field.choices.hint': { zh: '用逗号隔开', en: 'Separated by commas' },
  'field.fans': { zh: '有值的粉丝', en: 'Fans with a value' },
  'field.add': { zh: '添加字段', en: 'Add field' },
  'field.remove': { zh: '删除', en: 'Remove' },
  'field.empty': { zh: '还没有自定义字段', en: 'No fields of your own yet' },
  'field.empty.text': {
    zh: '加上之后,列表里可以显示它,条件里写 字段 "名称"。',
    en: 'Once added, the list can show it, and conditions name it as field "name".',
  },
  'field.type.text': { zh: '文字', en: 'Text' },
  'field.type.number': { zh: '数字', en: 'Number' },
  'field.type.money': { zh: '金额', en: 'Money' },
  'field.type.date': { zh: '日期', en: 'Date' },
  'field.type.choice': { zh: '单选', en: 'One choice' },
  'field.type.list': { zh: '多选', en: 'Several choices' },
  'field.type.person': { zh: '人员', en: 'Person' },
} satisfies Texts<'field'>;
