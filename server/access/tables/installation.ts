import type { Registrations } from './registration.js';

/** What the product keeps for itself. */
export const installationTables = {
  clock: 'open',
  installation: 'closed',
  shard_lease: 'closed',
  login_failure: 'closed',
  // Services show a person their own, and what others share.
  saved_view: 'closed',
  list_layout: 'closed',
  second_factor: 'closed',
  recovery_code: 'closed',
  session: 'closed',
  signing_key: 'closed',
  single_sign_on: 'closed',
  sso_identity: 'closed',
} satisfies Registrations;
