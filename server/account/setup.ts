import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { ensurePackagedRoles, type PackagedRoleKey } from '../access/packaged-roles.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { conflict } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import { checkPasswordPolicy, hashPassword } from './password.js';
import { normalLogin } from './session.service.js';

export interface NewAccount {
  login: string;
  name: string;
  password: string;
  /** Somebody else knows the password: its owner must change it before anything else. */
  temporary?: boolean | undefined;
}

export interface SetupInput {
  shop: { name: string; platform?: string | undefined };
  /** The IT administrator: manages people and sees no fans. */
  administrator: NewAccount;
  operator: NewAccount;
  /** How browsers reach the product: its page of a coupon is what `{券.链接}` leads to until the shop names its own. */
  origin?: string | undefined;
  language?: 'zh' | 'en' | undefined;
}

export interface SetupResult {
  shopId: string;
  administratorId: string;
  operatorId: string;
}

/** True until the first accounts exist. */
export async function isSetupNeeded(db: Db): Promise<boolean> {
  const row = await db.selectFrom('installation').select('set_up_at').executeTakeFirstOrThrow();
  return row.set_up_at === null;
}

/** For the launcher to print: a fresh token that lets whoever reads the console set up; null once that is done. */
export async function ensureSetupToken(db: Db): Promise<string | null> {
  const token = randomBytes(15).toString('base64url');
  const updated = await db
    .updateTable('installation')
    .set({ setup_token_hash: hash(token) })
    .where('set_up_at', 'is', null)
    .executeTakeFirst();
  return updated.numUpdatedRows === 0n ? null : token;
}

/** @throws Problem ACC403 when the token is not the one last printed */
export async function checkSetupToken(db: Db, token: string): Promise<void> {
  const row = await db.selectFrom('installation').select('setup_token_hash').executeTakeFirstOrThrow();
  if (row.setup_token_hash && timingSafeEqual(row.setup_token_hash, hash(token.trim()))) return;
  throw new Problem(403, 'ACC403', {
    zh: '安装令牌不正确。请使用启动时控制台最后一次显示的令牌。',
    en: 'The set-up token is not right. Use the one that the console showed last at start.',
  });
}

/**
 * Creates the shop, the IT account and the first operator, once.
 * @throws Problem ACC409 when it was done before, ACC101 for a weak password, ACC410 when both logins are the same
 */
export async function setUp(db: Db, input: SetupInput): Promise<SetupResult> {
  for (const account of [input.administrator, input.operator]) checkPasswordPolicy(account.password, account.login);
  if (normalLogin(input.administrator.login) === normalLogin(input.operator.login)) {
    throw conflict(
      'ACC410',
      '两个账号的登录名不能相同。请修改其中一个。',
      'The two accounts need different logins. Change one.',
    );
  }
  return db.transaction().execute(async (tx) => {
    await claimInstallation(tx);
    await ensurePackagedRoles(tx);
    const shop = await tx
      .insertInto('shop')
      .values({
        name: input.shop.name.trim(),
        ...(input.shop.platform && { platform: input.shop.platform }),
        ...(input.origin && { links: JSON.stringify({ 'coupon.link': `${input.origin}/c/` }) }),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const language = input.language ?? 'zh';
    const administratorId = await createAccount(tx, input.administrator, language);
    await giveRole(tx, administratorId, 'it', null);
    const operatorId = await createAccount(tx, input.operator, language);
    await giveRole(tx, operatorId, 'operator', shop.id);
    await appendAudit(tx, {
      actorId: administratorId,
      action: 'installation.set-up',
      subject: 'shop',
      subjectId: shop.id,
    });
    return { shopId: shop.id, administratorId, operatorId };
  });
}

/** Two at once: the second waits for the row and then finds it done. */
async function claimInstallation(tx: Tx): Promise<void> {
  const claimed = await tx
    .updateTable('installation')
    .set({ set_up_at: sql`now()`, setup_token_hash: null })
    .where('set_up_at', 'is', null)
    .executeTakeFirst();
  if (claimed.numUpdatedRows > 0n) return;
  throw conflict('ACC409', '系统已经完成初始化，请直接登录。', 'The system is already set up. Log in.');
}

/** Adds a person; the password is hashed here. */
export async function createAccount(tx: Tx, account: NewAccount, language: 'zh' | 'en'): Promise<string> {
  const { id } = await tx
    .insertInto('staff')
    .values({
      login: normalLogin(account.login),
      name: account.name.trim(),
      language,
      password_hash: await hashPassword(account.password),
      password_temporary: account.temporary ?? false,
      password_changed_at: sql`now()`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** @param shopId null: in every shop */
export async function giveRole(tx: Tx, staffId: string, role: PackagedRoleKey, shopId: string | null): Promise<void> {
  await tx
    .insertInto('staff_role')
    .columns(['staff_id', 'role_id', 'shop_id'])
    .expression((eb) =>
      eb
        .selectFrom('role')
        .select((row) => [row.val(staffId).$castTo<string>().as('staff_id'), 'id', row.val(shopId).as('shop_id')])
        .where('key', '=', role),
    )
    .execute();
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
