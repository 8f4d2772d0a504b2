import { error } from '../define.js';

/* What cannot run: 9xx. A code never changes its meaning. */

export const notSound = error('SOP901', (name: string) => ({
  zh: `“${name}”里还有写法错误，改正后才能运行。`,
  en: `“${name}” has mistakes in how it is written; it can run once they are corrected.`,
}));
