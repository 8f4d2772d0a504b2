import type { Texts } from '../text.js';

export const webhookTexts = {
  'webhook.list': { zh: '推送', en: 'Pushes' },
  'webhook.intro': {
    zh: '流程里的 推送 "名称" 会把粉丝的事告诉这里的系统，例如 ERP。请求带签名；只给出这里勾选的字段。',
    en: 'A step push "name" of an SOP tells these systems about a fan, for instance the ERP. Calls are signed, and carry only the fields granted here.',
  },
  'webhook.name': { zh: '名称', en: 'Name' },
  'webhook.name.hint': { zh: '流程里写的就是它：推送 "ERP"。', en: 'What SOPs write: push "ERP".' },
  'webhook.fields': { zh: '可以给的字段', en: 'Fields it may have' },
  'webhook.fields.hint': {
    zh: '没有勾选的，流程写了也不给。不给任何字段时只有粉丝编号。',
    en: 'What is not ticked is not given, even if the SOP names it. Without any field it gets the fan’s number alone.',
  },
  'webhook.fields.none': { zh: '只有粉丝编号', en: 'The fan’s number alone' },
  'webhook.own': { zh: '自定义字段', en: 'Fields of the shop’s own' },
  'webhook.own.hint': { zh: '每行一个名称，例如 灯牌等级。', en: 'One name in each line.' },
  'webhook.new': { zh: '添加系统', en: 'Add a system' },
  'webhook.change': { zh: '修改', en: 'Change' },
  'webhook.change.title': { zh: '修改“{name}”', en: 'Change “{name}”' },
  'webhook.delete': { zh: '删除', en: 'Delete' },
  'webhook.delete.title': { zh: '删除“{name}”', en: 'Delete “{name}”' },
  'webhook.delete.text': {
    zh: '流程之后推送到它都会失败，还没发出的也一样。粉丝照常往下走。',
    en: 'Pushes to it fail from now on, those still to go out as well. Fans go on as always.',
  },
  'webhook.none': { zh: '还没有可推送的系统', en: 'No system to push to yet' },
  'webhook.none.text': {
    zh: '添加一个，流程就能把订单、线索等推给它。',
    en: 'Add one, and SOPs can push orders, leads and more to it.',
  },
  'webhook.none.ask': { zh: '请 IT 添加一个。', en: 'Ask IT to add one.' },
} satisfies Texts<'webhook'>;
