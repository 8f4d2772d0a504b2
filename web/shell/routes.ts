import type { Component } from 'svelte';
import type { Right } from '../account/session.svelte.js';
import { match } from '../navigation/match.js';

type Page = Component<Record<string, never>>;
type RecordPage = Component<{ id: string }>;

interface Place<C> {
  path: string;
  /** For a form, which asks the server nothing before it is sent: without the right it is not shown. */
  right?: Right;
  load: () => Promise<{ default: C }>;
}

/** Addresses of whole pages, each loaded when it is first opened. */
const pages: Place<Page>[] = [
  { path: '/account', load: () => import('../account/AccountPage.svelte') },
  { path: '/system', load: () => import('../system/SystemPage.svelte') },
  { path: '/security', load: () => import('../security/SecurityPage.svelte') },
  { path: '/today', load: () => import('../today/TodayPage.svelte') },
  { path: '/fans', load: () => import('../fan/FanListPage.svelte') },
  { path: '/sops', load: () => import('../sop/SopListPage.svelte') },
  { path: '/sops/texts', load: () => import('../text/TextPage.svelte') },
  { path: '/sops/definitions', load: () => import('../definition/DefinitionPage.svelte') },
  { path: '/sops/scores', right: 'shop.update', load: () => import('../score/ScorePage.svelte') },
  { path: '/sops/approvals', load: () => import('../approval/ApprovalPage.svelte') },
  { path: '/messages', load: () => import('../message/OutboxPage.svelte') },
  { path: '/segments', load: () => import('../segment/SegmentPage.svelte') },
  { path: '/tags', load: () => import('../tag/TagPage.svelte') },
  { path: '/fields', load: () => import('../field/FieldPage.svelte') },
  { path: '/quality', load: () => import('../quality/QualityPage.svelte') },
  { path: '/orders', load: () => import('../order/OrderPage.svelte') },
  { path: '/products', load: () => import('../product/ProductPage.svelte') },
  { path: '/coupons', load: () => import('../coupon/CouponPage.svelte') },
  { path: '/channels', load: () => import('../channel/ChannelPage.svelte') },
  { path: '/webhooks', load: () => import('../webhook/WebhookPage.svelte') },
  { path: '/imports', load: () => import('../import/ImportListPage.svelte') },
  { path: '/imports/new', right: 'import.create', load: () => import('../import/ImportWizardPage.svelte') },
  { path: '/imports/sources', load: () => import('../import/SourcePage.svelte') },
  { path: '/imports/merges', load: () => import('../identity/MergePage.svelte') },
  { path: '/shop', load: () => import('../shop/ShopPage.svelte') },
  { path: '/audit', load: () => import('../audit/AuditPage.svelte') },
  { path: '/retention', load: () => import('../privacy/RetentionPage.svelte') },
  { path: '/staff', load: () => import('../staff/StaffPage.svelte') },
  { path: '/staff/roles', load: () => import('../staff/RoleListPage.svelte') },
  { path: '/staff/teams', load: () => import('../staff/TeamPage.svelte') },
  { path: '/staff/tokens', load: () => import('../staff/TokenPage.svelte') },
  { path: '/team', load: () => import('../team/TeamWorkPage.svelte') },
  { path: '/tasks', load: () => import('../task/TaskListPage.svelte') },
];

/** Pages of one thing, by its id. */
const records: Place<RecordPage>[] = [
  { path: '/fans/:id', load: () => import('../fan/FanPage.svelte') },
  { path: '/segments/:id', load: () => import('../segment/SegmentEditorPage.svelte') },
  { path: '/sops/:id', load: () => import('../sop/SopEditorPage.svelte') },
  { path: '/imports/:id', load: () => import('../import/ImportPage.svelte') },
  { path: '/staff/:id', load: () => import('../staff/PersonPage.svelte') },
  { path: '/staff/roles/:id', load: () => import('../role/RolePage.svelte') },
  { path: '/sops/:id/run', load: () => import('../sop/SopMonitorPage.svelte') },
];

type Found =
  | { kind: 'page'; key: string; right: Right | undefined; load: Place<Page>['load'] }
  | { kind: 'record'; key: string; id: string; load: Place<RecordPage>['load'] };

export function findRoute(path: string): Found | null {
  for (const page of pages) {
    if (match(page.path, path)) return { kind: 'page', key: page.path, right: page.right, load: page.load };
  }
  for (const record of records) {
    const id = match(record.path, path)?.['id'];
    if (id !== undefined) return { kind: 'record', key: `${record.path}#${id}`, id, load: record.load };
  }
  return null;
}
