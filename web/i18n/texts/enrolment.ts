import type { Texts } from '../text.js';

export const enrolmentTexts = {
  'enrolment.active': { zh: '进行中', en: 'in progress' },
  'enrolment.finished': { zh: '走完', en: 'finished' },
  'enrolment.left': { zh: '离开', en: 'left' },
  'enrolment.expired': { zh: '到期结束', en: 'expired' },
  'enrolment.stopped': { zh: '被停止', en: 'stopped' },
  'enrolment.merged': { zh: '已合并', en: 'merged' },
  'enrolment.parked': { zh: '停在出错步', en: 'at a failed step' },
  'enrolment.void': { zh: '未进入', en: 'did not enter' },
} satisfies Texts<'enrolment'>;
