import { sql } from 'kysely';
import { z } from 'zod';
import { scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { forbidden, invalidRequest } from '../problem/common.js';
import type { Deps } from '../request/context.js';
import { plainText } from '../request/plain-text.js';
import type { Actor } from './session.service.js';
import { roleMappingSchema } from './sso-claims.js';
import { findProvider, issuerUrl, type Registration } from './sso-provider.js';

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);

/** What IT says about the company's identity provider. */
export const ssoSettingsSchema = z.strictObject({
  enabled: z.boolean(),
  /** What the button says: 用 … 登录. */
  label: plainText.trim().min(1).max(40),
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  client_id: plainText.trim().min(1).max(300),
  scope: z
    .string()
    .trim()
    .max(300)
    .regex(/^openid( [\x21\x23-\x5B\x5D-\x7E]+)*$/),
  domains: z.array(domain).max(100),
  emails_are_verified: z.boolean(),
  creates_accounts: z.boolean(),
  claim: plainText.trim().min(1).max(200),
  mapping: z.array(roleMappingSchema).max(200),
});

export type SsoSettings = z.infer<typeof ssoSettingsSchema>;

/** Settings as the log-in needs them, the secret opened. */
export interface SingleSignOn extends SsoSettings {
  registration: Registration;
}

/** The settings without the secret; null before IT has made any. */
export async function readSsoSettings(db: Db): Promise<SsoSettings | null> {
  const row = await db
    .selectFrom('single_sign_on')
    .select(['enabled', 'label', 'issuer', 'client_id', 'scope', 'domains', 'emails_are_verified', 'creates_accounts'])
    .select(['claim', 'mapping'])
    .executeTakeFirst();
  return row ? ssoSettingsSchema.parse(row) : null;
}

/** What the log-in page may know: the words on the button, or null. */
export async function ssoLabel(db: Db): Promise<string | null> {
  const row = await db.selectFrom('single_sign_on').select(['enabled', 'label']).executeTakeFirst();
  return row?.enabled ? row.label : null;
}

/** For a log-in. Undefined where single sign-on is off. */
export async function singleSignOn({ db, secrets }: Pick<Deps, 'db' | 'secrets'>): Promise<SingleSignOn | undefined> {
  const settings = await readSsoSettings(db);
  if (!settings?.enabled) return undefined;
  const { secret_encrypted } = await db
    .selectFrom('single_sign_on')
    .select('secret_encrypted')
    .executeTakeFirstOrThrow();
  const clientSecret = secrets.masterKeys.open(secret_encrypted, context).toString();
  return {
    ...settings,
    registration: { issuer: settings.issuer, clientId: settings.client_id, clientSecret },
  };
}

/**
 * Writes the settings; while they are enabled the provider must answer.
 *
 * @param secret undefined keeps the one before, which another issuer never gets to see
 * @throws Problem REQ403 for who manages only some people, ACC442 when the provider does not answer, REQ400 for a
 *   missing secret and for roles, shops and teams that do not exist
 */
export async function writeSsoSettings(
  deps: Pick<Deps, 'db' | 'secrets'>,
  actor: Actor,
  settings: SsoSettings,
  secret: string | undefined,
): Promise<void> {
  const { db, secrets } = deps;
  requireEverybody(actor);
  issuerUrl(settings.issuer);
  await checkMapping(db, settings);
  const clientSecret = secret ?? (await keptSecret(deps, settings.issuer));
  if (settings.enabled) {
    await findProvider({ issuer: settings.issuer, clientId: settings.client_id, clientSecret });
  }
  const row = {
    ...settings,
    mapping: JSON.stringify(settings.mapping),
    secret_encrypted: secrets.masterKeys.seal(clientSecret, context),
    updated_at: sql<Date>`now()`,
  };
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('single_sign_on')
      .values(row)
      .onConflict((conflict) => conflict.column('single').doUpdateSet(row))
      .execute();
    await appendAudit(tx, {
      actorId: actor.staffId,
      action: 'single-sign-on.change',
      subject: 'staff',
      subjectId: null,
      detail: { ...settings, secret_changed: secret !== undefined },
    });
  });
}

/** Whoever decides which claims give which roles could give themselves any: that takes the right to manage everybody. */
export function requireEverybody(actor: Actor): void {
  const everybody = scopeOf(actor.ability, 'update', 'staff').some((scope) => Object.keys(scope).length === 0);
  if (!everybody) throw forbidden();
}

async function keptSecret({ db, secrets }: Pick<Deps, 'db' | 'secrets'>, issuer: string): Promise<string> {
  const row = await db.selectFrom('single_sign_on').select(['issuer', 'secret_encrypted']).executeTakeFirst();
  if (row?.issuer !== issuer) throw invalidRequest([{ path: 'client_secret', message: 'Needed for this issuer' }]);
  return secrets.masterKeys.open(row.secret_encrypted, context).toString();
}

async function checkMapping(db: Db, { mapping }: SsoSettings): Promise<void> {
  const roles = new Set((await db.selectFrom('role').select('key').execute()).map(({ key }) => key));
  const shops = new Set((await db.selectFrom('shop').select('id').execute()).map(({ id }) => id));
  const teams = new Set((await db.selectFrom('team').select('id').execute()).map(({ id }) => id));
  const wrong = mapping.flatMap(({ role, shop_id, team_id }, at) => [
    ...(roles.has(role) ? [] : [`mapping.${String(at)}.role`]),
    ...(shop_id === null || shops.has(shop_id) ? [] : [`mapping.${String(at)}.shop_id`]),
    ...(team_id === null || teams.has(team_id) ? [] : [`mapping.${String(at)}.team_id`]),
  ]);
  if (wrong.length > 0) throw invalidRequest(wrong.map((path) => ({ path, message: 'Does not exist' })));
}

const context = 'single_sign_on';
