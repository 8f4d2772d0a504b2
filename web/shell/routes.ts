import type { Component } from 'svelte';
import type { Right } from '../account/session.svelte.js';
import { match } from '../navigation/match.js';

type Page = Component<Record<string, never>>;
type RecordPage = Component<{ id: string }>;

interface Place<C> {
  path: string;
  /** What the server asks for what the page shows, or for what its form sends; without it the page is not opened. */
  right?: Right;
  /** What stands for an id where a page also makes a new one, and what that asks for. */
  anew?: { id: string; right: Right };
  load: () => Promise<{ default: C }>;
}

/** Addresses of whole pages, each loaded when it is first opened. */
const pages: Place<Page>[] = [
  { path: '/account', load: () => import('../account/AccountPage.svelte') },
  { path: '/system', right: 'role.update', load: () => import('../system/SystemPage.svelte') },
  { path: '/security', right: 'staff.update', load: () => import('../security/SecurityPage.svelte') },
  { path: '/today', right: 'task.read', load: () => import('../today/TodayPage.svelte') },
  { path: '/fans', right: 'fan.read', load: () => import('../fan/FanListPage.svelte') },
  { path: '/sops', right: 'sop.read', load: () => import('../sop/SopListPage.svelte') },
  { path: '/sops/texts', right: 'sop.read', load: () => import('../text/TextPage.svelte') },
  { path: '/sops/definitions', right: 'segment.read', load: () => import('../definition/DefinitionPage.svelte') },
  { path: '/sops/scores', right: 'shop.update', load: () => import('../score/ScorePage.svelte') },
  { path: '/sops/approvals', right: 'sop.read', load: () => import('../approval/ApprovalPage.svelte') },
  { path: '/messages', right: 'message.read', load: () => import('../message/OutboxPage.svelte') },
  { path: '/segments', right: 'segment.read', load: () => import('../segment/SegmentPage.svelte') },
  { path: '/tags', right: 'tag.read', load: () => import('../tag/TagPage.svelte') },
  { path: '/fields', right: 'shop.read', load: () => import('../field/FieldPage.svelte') },
  { path: '/quality', right: 'import.read', load: () => import('../quality/QualityPage.svelte') },
  { path: '/orders', right: 'order.read', load: () => import('../order/OrderPage.svelte') },
  { path: '/products', right: 'order.read', load: () => import('../product/ProductPage.svelte') },
  { path: '/coupons', right: 'coupon.read', load: () => import('../coupon/CouponPage.svelte') },
  { path: '/channels', right: 'channel.read', load: () => import('../channel/ChannelPage.svelte') },
  { path: '/webhooks', right: 'channel.read', load: () => import('../webhook/WebhookPage.svelte') },
  { path: '/imports', right: 'import.read', load: () => import('../import/ImportListPage.svelte') },
  { path: '/imports/new', right: 'import.create', load: () => import('../import/ImportWizardPage.svelte') },
  { path: '/imports/sources', right: 'import.read', load: () => import('../import/SourcePage.svelte') },
  { path: '/imports/merges', right: 'fan.update', load: () => import('../identity/MergePage.svelte') },
  { path: '/shop', right: 'shop.read', load: () => import('../shop/ShopPage.svelte') },
  { path: '/audit', right: 'audit.read', load: () => import('../audit/AuditPage.svelte') },
  { path: '/retention', right: 'retention.read', load: () => import('../privacy/RetentionPage.svelte') },
  { path: '/staff', right: 'staff.update', load: () => import('../staff/StaffPage.svelte') },
  { path: '/staff/roles', right: 'role.read', load: () => import('../staff/RoleListPage.svelte') },
  { path: '/staff/teams', right: 'staff.read', load: () => import('../staff/TeamPage.svelte') },
  { path: '/staff/tokens', right: 'token.read', load: () => import('../staff/TokenPage.svelte') },
  { path: '/team', right: 'task.read', load: () => import('../team/TeamWorkPage.svelte') },
  { path: '/tasks', right: 'task.read', load: () => import('../task/TaskListPage.svelte') },
];

/** Pages of one thing, by its id. */
const records: Place<RecordPage>[] = [
  { path: '/fans/:id', right: 'fan.read', load: () => import('../fan/FanPage.svelte') },
  {
    path: '/segments/:id',
    right: 'segment.read',
    anew: { id: 'new', right: 'segment.create' },
    load: () => import('../segment/SegmentEditorPage.svelte'),
  },
  { path: '/sops/:id', right: 'sop.read', load: () => import('../sop/SopEditorPage.svelte') },
  { path: '/imports/:id', right: 'import.read', load: () => import('../import/ImportPage.svelte') },
  { path: '/staff/:id', load: () => import('../staff/PersonPage.svelte') },
  { path: '/staff/roles/:id', load: () => import('../role/RolePage.svelte') },
  { path: '/sops/:id/run', right: 'sop.read', load: () => import('../sop/SopMonitorPage.svelte') },
];

type Found =
  | { kind: 'page'; key: string; right: Right | undefined; load: Place<Page>['load'] }
  | { kind: 'record'; key: string; id: string; right: Right | undefined; load: Place<RecordPage>['load'] };

/** Of whatever has a page of its own. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

export function findRoute(path: string): Found | null {
  for (const page of pages) {
    if (match(page.path, path)) return { kind: 'page', key: page.path, right: page.right, load: page.load };
  }
  for (const record of records) {
    const id = match(record.path, path)?.['id'];
    if (id === undefined) continue;
    const asked = id === record.anew?.id ? record.anew : ID.test(id) ? record : null;
    if (asked) return { kind: 'record', key: `${record.path}#${id}`, id, right: asked.right, load: record.load };
  }
  return null;
}
