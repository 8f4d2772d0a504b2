import Activity from '@lucide/svelte/icons/activity';
import ArchiveX from '@lucide/svelte/icons/archive-x';
import CalendarCheck from '@lucide/svelte/icons/calendar-check';
import Contact from '@lucide/svelte/icons/contact';
import FileInput from '@lucide/svelte/icons/file-input';
import RadioTower from '@lucide/svelte/icons/radio-tower';
import ListTodo from '@lucide/svelte/icons/list-todo';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Package from '@lucide/svelte/icons/package';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Send from '@lucide/svelte/icons/send';
import Store from '@lucide/svelte/icons/store';
import Ticket from '@lucide/svelte/icons/ticket';
import Users from '@lucide/svelte/icons/users';
import UsersRound from '@lucide/svelte/icons/users-round';
import Workflow from '@lucide/svelte/icons/workflow';
import Webhook from '@lucide/svelte/icons/webhook';
import { type Right, session } from '../account/session.svelte.js';
import type { Key } from '../i18n/language.svelte.js';

export interface Destination {
  path: string;
  label: Key;
  icon: typeof Users;
  /** Opens it. Reading alone is not enough where an analyst reads figures without names. */
  right: Right;
  /** Needed beside it. */
  and?: Right;
  /** Pages that are reached from there. */
  near?: readonly string[];
}

const all: Destination[] = [
  { path: '/today', label: 'nav.today', icon: CalendarCheck, right: 'task.read' },
  { path: '/fans', label: 'nav.fans', icon: Users, right: 'fan.update' },
  {
    path: '/segments',
    label: 'nav.segments',
    icon: UsersRound,
    right: 'segment.read',
    near: ['/tags', '/fields', '/quality'],
  },
  { path: '/sops', label: 'nav.sops', icon: Workflow, right: 'segment.read' },
  { path: '/messages', label: 'nav.messages', icon: Send, right: 'task.read' },
  { path: '/products', label: 'nav.products', icon: Package, right: 'order.read', near: ['/orders'] },
  { path: '/coupons', label: 'nav.coupons', icon: Ticket, right: 'coupon.read' },
  { path: '/channels', label: 'nav.channels', icon: RadioTower, right: 'channel.read' },
  { path: '/webhooks', label: 'nav.webhooks', icon: Webhook, right: 'channel.read' },
  { path: '/tasks', label: 'nav.tasks', icon: ListTodo, right: 'task.read' },
  { path: '/team', label: 'nav.team', icon: Contact, right: 'task.read', and: 'staff.view_as' },
  { path: '/imports', label: 'nav.imports', icon: FileInput, right: 'import.read' },
  { path: '/shop', label: 'nav.shop', icon: Store, right: 'shop.update' },
  { path: '/system', label: 'nav.system', icon: Activity, right: 'role.update' },
  { path: '/security', label: 'nav.security', icon: ShieldCheck, right: 'role.update' },
  { path: '/audit', label: 'nav.audit', icon: ScrollText, right: 'audit.read' },
  { path: '/retention', label: 'nav.retention', icon: ArchiveX, right: 'retention.read' },
  { path: '/staff', label: 'nav.staff', icon: Settings, right: 'staff.create' },
];

/** Where the person's roles lead. */
export function destinations(): Destination[] {
  return all.filter((item) => session.may(item.right) && (item.and === undefined || session.may(item.and)));
}

/** Where a person starts: whoever writes SOPs there, everybody else at the first place open to them. */
export function home(): string | undefined {
  return session.may('sop.update') ? '/sops' : destinations()[0]?.path;
}
