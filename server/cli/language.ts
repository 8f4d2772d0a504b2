import type { Language } from './command.js';

/** The language a person reads, as far as the environment tells: English where it names another than Chinese, else Chinese. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale === '' || /^(zh|C|POSIX)([_.@-]|$)/.test(locale) ? 'zh' : 'en';
}
