import { session } from '../account/session.svelte.js';
import { setLanguage, t } from '../i18n/language.svelte.js';
import type { MenuItem } from '../kit/menu-item.js';
import { setTheme } from '../kit/theme.svelte.js';
import { navigate } from '../navigation/navigate.js';
import { unsaved } from '../navigation/unsaved.svelte.js';
import { destinations } from './destinations.js';

/** What can be done from anywhere, for the command palette. */
export function commands(): MenuItem[] {
  const places = destinations().map((item) => ({ label: t(item.label), run: () => navigate(item.path) }));
  const making: MenuItem[] = [];
  if (session.may('task.create')) making.push({ label: t('task.new'), run: () => navigate('/tasks?new=1') });
  if (session.may('import.create')) making.push({ label: t('import.new'), run: () => navigate('/imports/new') });
  if (session.may('tag.read')) making.push({ label: t('audience.tags'), run: () => navigate('/tags') });
  if (session.may('import.read')) making.push({ label: t('audience.quality'), run: () => navigate('/quality') });
  if (session.may('fan.update') && session.may('import.read'))
    making.push({ label: t('merge.list'), run: () => navigate('/imports/merges') });
  if (session.may('import.create'))
    making.push({ label: t('import.source.list'), run: () => navigate('/imports/sources') });
  if (session.may('segment.create')) making.push({ label: t('segment.new'), run: () => navigate('/segments/new') });
  if (session.may('sop.create')) making.push({ label: t('sop.new'), run: () => navigate('/sops?new=1') });
  return [
    ...places,
    ...making,
    { label: '中文', run: () => setLanguage('zh') },
    { label: 'English', run: () => setLanguage('en') },
    { label: `${t('theme.label')}: ${t('theme.light')}`, run: () => setTheme('light') },
    { label: `${t('theme.label')}: ${t('theme.dark')}`, run: () => setTheme('dark') },
    { label: `${t('theme.label')}: ${t('theme.system')}`, run: () => setTheme('system') },
    { label: t('account.page'), run: () => navigate('/account') },
    { label: t('account.logOut'), run: () => unsaved.ask(() => void session.logOut()) },
  ];
}
