import { hotp, stepAt } from '@fanloom/server/account/totp.js';
import { fromBase32 } from '@fanloom/server/account/testing/authenticator.js';
import { createTestApp, type TestApp, testPassword } from '@fanloom/server/http/testing/test-app.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from '../e2e/browser.js';
import { serveApp, type ServedApp } from '../e2e/served-app.js';
import { type IdentityProvider, startIdentityProvider } from './identity-provider.js';

/** Accounts as people meet them, in a real browser, in both languages and themes. */
describe.skipIf(!hasBrowser)('accounts on screen', () => {
  let app: TestApp;
  let served: ServedApp;
  let browser: Browser;
  let idp: IdentityProvider;
  let origin: string;

  beforeAll(async () => {
    app = await createTestApp();
    const shop = await app.db
      .insertInto('shop')
      .values({ name: '小鱼旗舰店' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await app.addStaff('it', 'it', null);
    await app.addStaff('lin', 'operator', shop.id);
    served = await serveApp(app);
    ({ origin } = served);
    idp = await startIdentityProvider(`${origin}/sign-in/callback`, {
      zhou: { email: 'zhou@corp.example', email_verified: true, name: '小周', groups: ['live-ops'] },
    });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    served.close();
    await idp.close();
    await app.close();
  });

  async function newPage(language: 'zh' | 'en' = 'zh', colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const locale = language === 'zh' ? 'zh-CN' : 'en-US';
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale, colorScheme });
    // Chosen in this browser, or the account's own language would take over.
    await context.addInitScript(`localStorage.setItem('fanloom.language', '${language}')`);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(origin);
    return page;
  }

  async function fillLogIn(page: Page, login: string): Promise<void> {
    await page.getByLabel(/^(账号|Account)$/).fill(login);
    await page.getByLabel(/^(密码|Password)$/).fill(testPassword);
    await page.getByRole('button', { name: /^(登录|Log in)$/ }).click();
  }

  it('IT sets up single sign-on and demands a second factor', async () => {
    const page = await newPage();
    await fillLogIn(page, 'it');
    await page.getByRole('navigation').first().waitFor();
    await page.goto(`${origin}/security`);
    await page.getByLabel('按钮上的名称').fill('公司账号');
    await page.getByLabel('身份系统地址').fill(idp.issuer);
    await page.getByLabel('请求的范围').fill('openid profile email groups');
    await page.getByLabel('客户端 ID').fill(idp.client.id);
    await page.getByLabel('客户端密钥').fill(idp.client.secret);
    await page.getByLabel('允许的邮箱域名').fill('corp.example');
    await page.getByRole('button', { name: '加一行' }).click();
    await page.getByLabel('值', { exact: true }).fill('live-ops');
    await page.getByRole('combobox', { name: '角色' }).selectOption('operator');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    await page.getByRole('checkbox', { name: '运营' }).click();
    await expect.poll(() => demanded()).toEqual(['operator']);
    await look(page, 'security-zh-light');
  });

  async function demanded(): Promise<string[]> {
    const roles = await app.db.selectFrom('role').select('key').where('second_factor', '=', true).execute();
    return roles.map(({ key }) => key);
  }

  it('a person sets up the authenticator before anything else, and logs in with it', async () => {
    const page = await newPage('en', 'dark');
    await fillLogIn(page, 'lin');
    await page.getByRole('heading', { name: 'Set up an authenticator' }).waitFor();
    await page.getByLabel('Current password').fill(testPassword);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    await look(page, 'second-factor-en-dark');
    const secret = fromBase32((await page.locator('.secret').innerText()).replaceAll(' ', ''));
    const code = (steps: number) => hotp(secret, stepAt(Date.now()) + steps);
    await page.getByLabel('The 6 digits').fill(code(-1));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Keep the recovery codes' }).waitFor();
    await look(page, 'recovery-codes-en-dark');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('navigation').first().waitFor();

    const again = await newPage('zh', 'dark');
    await fillLogIn(again, 'lin');
    await again.getByLabel('验证码').waitFor();
    await look(again, 'log-in-code-zh-dark');
    await again.getByLabel('验证码').fill(code(0));
    await again.getByRole('button', { name: '登录', exact: true }).click();
    await again.getByRole('navigation').first().waitFor();
    await again.goto(`${origin}/account`);
    await again.getByText('剩余恢复码 10 个').waitFor();
    await again.getByRole('button', { name: '退出其他所有设备' }).waitFor();
    await look(again, 'account-zh-dark');
    await again.getByRole('button', { name: '退出其他所有设备' }).click();
    await again.getByRole('button', { name: '退出其他所有设备' }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  });

  it('a person whom only the company knows comes in by its log-in, and one who cancels is told why not', async () => {
    const page = await newPage('en');
    await look(page, 'log-in-en-light');
    idp.person = null;
    await page.getByRole('button', { name: 'Log in with 公司账号' }).click();
    await page.getByText('ACC443').waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/');
    idp.person = 'zhou';
    await page.getByRole('button', { name: 'Log in with 公司账号' }).click();
    await page.getByRole('navigation').first().waitFor();
    expect(page.url()).not.toContain('code=');
    await page.goto(`${origin}/account`);
    await page.getByText('zhou@corp.example').waitFor();
    await page.getByRole('table').waitFor();
    await look(page, 'account-en-light');
  });
});
