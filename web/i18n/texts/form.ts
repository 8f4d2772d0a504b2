import type { Texts } from '../text.js';

export const formTexts = {
  'form.unsaved': { zh: '填写的内容还没有保存。', en: 'What you entered is not saved.' },
  'form.discard': { zh: '放弃', en: 'Discard' },
  'form.goOn': { zh: '继续填写', en: 'Keep editing' },
  'form.leave.title': { zh: '离开这一页？', en: 'Leave this page?' },
  'form.leave.text': {
    zh: '这里的修改还没有保存，离开就没有了。',
    en: 'The changes here are not saved; they are lost when you leave.',
  },
  'form.leave.do': { zh: '不保存，离开', en: 'Leave without saving' },
  'form.leave.stay': { zh: '留在这里', en: 'Stay' },
} satisfies Texts<'form'>;
