import { type Right, session } from '../account/session.svelte.js';
import { type Key, setLanguage, t } from '../i18n/language.svelte.js';
import type { MenuItem } from '../kit/menu-item.js';
import { setTheme } from '../kit/theme.svelte.js';
import { navigate } from '../navigation/navigate.js';
import { unsaved } from '../navigation/unsaved.svelte.js';
import { destinations } from './destinations.js';

/** Pages beside those of the rail, and what is begun on one of them. */
const more: readonly { label: Key; path: string; right: Right; and?: Right }[] = [
  { label: 'task.new', path: '/tasks?new=1', right: 'task.create' },
  { label: 'import.new', path: '/imports/new', right: 'import.create' },
  { label: 'segment.new', path: '/segments/new', right: 'segment.create' },
  { label: 'sop.new', path: '/sops?new=1', right: 'sop.create' },
  { label: 'order.list', path: '/orders', right: 'order.read', and: 'fan.update' },
  { label: 'audience.tags', path: '/tags', right: 'tag.read' },
  { label: 'audience.fields', path: '/fields', right: 'shop.update' },
  { label: 'audience.quality', path: '/quality', right: 'import.read' },
  { label: 'merge.list', path: '/imports/merges', right: 'import.read', and: 'fan.update' },
  { label: 'import.source.list', path: '/imports/sources', right: 'import.create' },
  { label: 'playbook.texts', path: '/sops/texts', right: 'segment.read' },
  { label: 'playbook.definitions', path: '/sops/definitions', right: 'segment.read' },
  { label: 'playbook.scores', path: '/sops/scores', right: 'shop.update' },
  { label: 'playbook.approvals', path: '/sops/approvals', right: 'segment.read' },
  { label: 'staff.roles', path: '/staff/roles', right: 'staff.create' },
  { label: 'staff.teams', path: '/staff/teams', right: 'staff.create' },
  { label: 'staff.tokens', path: '/staff/tokens', right: 'staff.create' },
];

/** What can be done from anywhere, for the command palette. */
export function commands(): MenuItem[] {
  const isOpen = ({ right, and }: { right: Right; and?: Right }) =>
    session.may(right) && (and === undefined || session.may(and));
  const places = [...destinations(), ...more.filter(isOpen)].map(({ label, path }) => ({
    label: t(label),
    run: () => navigate(path),
  }));
  return [
    ...places,
    { label: '中文', run: () => setLanguage('zh') },
    { label: 'English', run: () => setLanguage('en') },
    { label: `${t('theme.label')}: ${t('theme.light')}`, run: () => setTheme('light') },
    { label: `${t('theme.label')}: ${t('theme.dark')}`, run: () => setTheme('dark') },
    { label: `${t('theme.label')}: ${t('theme.system')}`, run: () => setTheme('system') },
    { label: t('account.page'), run: () => navigate('/account') },
    { label: t('account.logOut'), run: () => unsaved.ask(() => void session.logOut()) },
  ];
}
