import type { Texts } from '../text.js';

export const listTexts = {
  'list.more': { zh: '向下滚动继续载入…', en: 'Scroll down to load more…' },
  'list.none': { zh: '没有找到', en: 'Nothing found' },
  'list.none.text': { zh: '换个词试试，或清除条件。', en: 'Try another word, or clear the filters.' },
  'list.clear': { zh: '清除条件', en: 'Clear filters' },
} satisfies Texts<'list'>;
