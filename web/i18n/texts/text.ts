import type { Texts } from '../text.js';

export const textTexts = {
  'text.find': { zh: '找名称或文案', en: 'Find by name or words' },
  'text.name': { zh: '话术', en: 'Text' },
  'text.words': { zh: '内容', en: 'Words' },
  'text.purpose': { zh: '用途', en: 'Purpose' },
  'text.usedBy': { zh: '用到它的 SOP', en: 'Used by' },
  'text.unused': { zh: '还没有', en: 'nothing yet' },
  'text.any': { zh: '所有渠道', en: 'any channel' },
  'text.marketing': { zh: '营销', en: 'Marketing' },
  'text.service': { zh: '服务', en: 'Service' },
  'text.decide': { zh: '改用途', en: 'Change purpose' },
  'text.new': { zh: '新话术', en: 'New text' },
  'text.empty': { zh: '还没有话术', en: 'No texts yet' },
  'text.empty.text': {
    zh: '几个 SOP 都要用的话，写成话术，改一处就行。在 SOP 里写 发私信 话术 "名称"。',
    en: 'Words that several SOPs use become a text, to be changed in one place. In an SOP write: send private_message message "name".',
  },
  'text.intro': {
    zh: '话术一改内容就回到“营销”。服务消息（发货、售后）不受限发和免打扰约束，所以要由另一位有审批权限的同事来定。',
    en: 'Changed words are marketing again. Service messages (shipping, after-sales) are not held back by limits and quiet hours, so another person who may approve decides which ones are.',
  },
  'text.make.service': { zh: '把“{name}”定为服务消息', en: 'Make “{name}” a service message' },
  'text.make.service.text': {
    zh: '之后上线的 SOP 发这段话，不再受限发和免打扰约束；已经上线的不变。里面不能有促销。',
    en: 'SOPs published from now on send it past limits and quiet hours; live ones stay as they are. It must not promote anything.',
  },
  'text.make.service.do': { zh: '定为服务', en: 'Make it service' },
  'text.make.marketing': { zh: '把“{name}”改回营销', en: 'Make “{name}” marketing again' },
  'text.make.marketing.text': {
    zh: '之后上线的 SOP 发这段话，受限发和免打扰约束；已经上线的不变。',
    en: 'SOPs published from now on send it within limits and quiet hours; live ones stay as they are.',
  },
  'text.make.marketing.do': { zh: '改回营销', en: 'Make it marketing' },
  'text.now.service': { zh: '“{name}”现在是服务消息', en: '“{name}” is a service message now' },
  'text.now.marketing': { zh: '“{name}”现在是营销消息', en: '“{name}” is marketing now' },
} satisfies Texts<'text'>;
