import type { Texts } from '../text.js';

export const fieldTexts = {
  'field.name': { zh: '字段名', en: 'Field' },
  'field.type': { zh: '类型', en: 'Type' },
  'field.choices': { zh: '选项', en: 'Choices' },
  'field.choices.hint': { zh: '用逗号隔开', en: 'Separated by commas' },
  'field.filled': { zh: '已填', en: 'Filled' },
  'field.subject': { zh: '属于', en: 'Of' },
  'field.subject.fan': { zh: '粉丝', en: 'Fan' },
  'field.subject.order': { zh: '订单', en: 'Order' },
  'field.edit': { zh: '修改', en: 'Edit' },
  'field.yuan': { zh: '元', en: 'yuan' },
  'field.fixed': {
    zh: '已经有值或有人在用，名称和类型不能再改。',
    en: 'It has values or something uses it, so its name and type stay.',
  },
  'field.intro': {
    zh: '条件里写 字段 "名称"；订单的字段写在订单事件里：支付(字段 "名称" = "…")。哪些角色能看到，由 IT 在角色里设。',
    en: 'Conditions name it as field "name"; a field of orders stands in their events: pay(field "name" = "…"). IT decides in roles who sees it.',
  },
  'field.add': { zh: '添加字段', en: 'Add field' },
  'field.remove': { zh: '删除', en: 'Remove' },
  'field.removed': {
    zh: '已删除“{name}”，已填的值还留在原处',
    en: 'Removed “{name}”; the values that were filled in are kept',
  },
  'field.empty': { zh: '还没有自定义字段', en: 'No fields of your own yet' },
  'field.empty.text': {
    zh: '加上之后，列表里可以显示它，条件里写 字段 "名称"。',
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
