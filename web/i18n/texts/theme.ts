import type { Texts } from '../text.js';

export const themeTexts = {
  'theme.label': { zh: '外观', en: 'Appearance' },
  'theme.system': { zh: '跟随系统', en: 'As the system' },
  'theme.light': { zh: '浅色', en: 'Light' },
  'theme.dark': { zh: '深色', en: 'Dark' },
} satisfies Texts<'theme'>;
