import type { Texts } from '../text.js';

export const listTexts = {
  'list.more': { zh: '向下滚动继续载入…', en: 'Scroll down to load more…' },
  'list.noMatch': { zh: '没有找到', en: 'Nothing found' },
  'list.noMatch.text': { zh: '换个词试试，或清空搜索。', en: 'Try another word, or clear the search.' },
  'list.clear': { zh: '清空搜索', en: 'Clear the search' },
} satisfies Texts<'list'>;
