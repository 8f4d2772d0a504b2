import { createTestApp, type TestApp, testPassword } from '@fanloom/server/http/testing/test-app.js';
import { knownFan, marks } from '@fanloom/server/privacy/testing/known-fan.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from '../e2e/browser.js';
import { serveApp, type ServedApp } from '../e2e/served-app.js';

/** Personal data and the audit as people meet them, in a real browser, in both languages and themes. */
describe.skipIf(!hasBrowser)('privacy on screen', () => {
  let app: TestApp;
  let served: ServedApp;
  let browser: Browser;
  let origin: string;
  let fan: string;

  beforeAll(async () => {
    app = await createTestApp();
    const shop = await app.db
      .insertInto('shop')
      .values({ name: '小鱼旗舰店' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await app.addStaff('it', 'it', null);
    await app.addStaff('lin', 'operator', shop.id);
    fan = await knownFan(app, shop.id);
    served = await serveApp(app);
    ({ origin } = served);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    served.close();
    await app.close();
  });

  async function logIn(login: string, language: 'zh' | 'en', colorScheme: 'light' | 'dark'): Promise<Page> {
    const locale = language === 'zh' ? 'zh-CN' : 'en-US';
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale, colorScheme });
    await context.addInitScript(`localStorage.setItem('fanloom.language', '${language}')`);
    const data = { login, password: testPassword };
    await context.request.post(`${origin}/v1/session`, { data, headers: { origin } });
    return context.newPage();
  }

  it('IT sees what a change of retention would remove, and saves it', async () => {
    const page = await logIn('it', 'en', 'dark');
    await page.goto(`${origin}/retention`);
    await page.getByLabel('Events').fill('365');
    await page.getByRole('button', { name: 'See what would go' }).click();
    await page.getByRole('columnheader', { name: 'Would go now' }).waitFor();
    await look(page, 'retention-en-dark');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => app.db.selectFrom('retention').select('days').where('kind', '=', 'events').execute())
      .toEqual([{ days: 365 }]);
  });

  it('an operator erases a fan, of whom nothing is then offered any more', async () => {
    const page = await logIn('lin', 'zh', 'light');
    await page.goto(`${origin}/fans/${fan}`);
    await page.getByRole('button', { name: '撤销这次合并' }).first().waitFor();
    for (const name of ['加入流程', '打标签']) await page.getByRole('button', { name }).waitFor();
    await page.getByText('待发').waitFor();
    await page.getByRole('button', { name: '清除个人信息' }).click();
    await look(page, 'erase-zh-light');
    await page.getByRole('dialog').getByRole('button', { name: '永久清除' }).click();
    await page.getByText('这位粉丝的个人信息已按要求清除').waitFor();
    await page.getByRole('button', { name: '撤销这次合并' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '加入流程' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '打标签' }).waitFor({ state: 'detached' });
    await page.getByText('已跳过').waitFor();
    expect(await page.getByText('待发').count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain(marks.nick);
    await look(page, 'erased-zh-light');
  });

  it('both stand in the audit, to be filtered, opened and taken along', async () => {
    const page = await logIn('it', 'zh', 'light');
    await page.goto(`${origin}/audit`);
    const lines = page.getByRole('row');
    await lines.filter({ hasText: '清除' }).waitFor();
    await look(page, 'audit-zh-light');
    await page.getByRole('combobox').selectOption('retention');
    await lines.filter({ hasText: '清除' }).waitFor({ state: 'detached' });
    await lines.filter({ hasText: '保留' }).click();
    await page.getByRole('dialog').getByText('365').waitFor();
    await look(page, 'audit-entry-zh-light');
    const file = await page.request.get(
      `${origin}${(await page.getByRole('link', { name: '导出 CSV' }).getAttribute('href')) ?? ''}`,
    );
    expect(await file.text()).toContain('retention.change');
  });
});
