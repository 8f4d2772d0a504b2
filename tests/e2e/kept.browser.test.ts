import type { Browser, Page } from 'playwright-core';
import { createTestApp, type TestApp, testPassword } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { type ServedApp, serveApp } from './served-app.js';

/** Whatever comes in between, what somebody has typed is theirs until they give it up. */
describe.skipIf(!hasBrowser)('what is typed is kept', () => {
  let app: TestApp;
  let served: ServedApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    app = await createTestApp();
    const shop = await app.db
      .insertInto('shop')
      .values({ name: '小鱼旗舰店' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await app.addStaff('lin', 'operator', shop.id);
    served = await serveApp(app);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    await app.close();
  });

  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${served.origin}/segments`);
    await page.getByLabel('账号').fill('lin');
    await page.getByLabel('密码').fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '分群' }).first().waitFor();
  });

  const dialog = () => page.getByRole('dialog');

  async function typeCondition(): Promise<void> {
    await page.getByRole('link', { name: '新建分群' }).first().click();
    await page.getByLabel('名称').fill('回头客');
    await page.getByRole('tab', { name: '文字' }).click();
    await page.locator('.cm-content').press('Control+End');
    await page.keyboard.type('购买次数 >= 2');
  }

  async function logInInAnotherTab(): Promise<void> {
    const data = { login: 'lin', password: testPassword };
    const headers = { origin: served.origin };
    await page.context().request.post(`${served.origin}/v1/session`, { data, headers });
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
  }

  /** The page may ask for something else meanwhile, and tell first what this is to bring to light. */
  const save = () => page.getByRole('button', { name: '保存', disabled: false }).dispatchEvent('click');
  const typed = () => page.locator('.cm-content').getByText('购买次数 >= 2');

  it('by a dialog that is left by accident', async () => {
    await page.getByRole('tab', { name: '标签' }).click();
    await page.getByRole('button', { name: '新建标签' }).first().click();
    const name = dialog().getByLabel('名称');
    await name.fill('重点跟进');
    const box = await dialog().boundingBox();
    if (!box) throw new Error('no dialog');
    await page.mouse.move(box.x + 40, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x - 40, box.y + 100);
    await page.mouse.up();
    expect(await dialog().getByRole('alert').count()).toBe(0);
    await page.mouse.click(box.x - 40, box.y + 100);
    await dialog().getByRole('alert').waitFor();
    await look(page, 'kept-dialog');
    await page.keyboard.press('Escape');
    expect(await name.inputValue()).toBe('重点跟进');
    await page.keyboard.press('Escape');
    await dialog().getByRole('button', { name: '放弃' }).click();
    await dialog().waitFor({ state: 'detached' });
  });

  it('by a page that is left without saving', async () => {
    await typeCondition();
    await page.getByRole('link', { name: '任务' }).click();
    await look(page, 'kept-leave');
    await dialog().getByRole('button', { name: '留在这里' }).click();
    await typed().waitFor();
    await page.goBack();
    await dialog().getByRole('button', { name: '留在这里' }).click();
    await typed().waitFor();
    expect(new URL(page.url()).pathname).toBe('/segments/new');
    await page.getByRole('link', { name: '任务' }).click();
    await dialog().getByRole('button', { name: '不保存，离开' }).click();
    await page.getByRole('heading', { name: '任务', level: 1 }).waitFor();
  });

  it('by a session that ends meanwhile, for the same person', async () => {
    await typeCondition();
    await page.context().clearCookies();
    await save();
    await page.getByText('登录已经结束').waitFor();
    await look(page, 'kept-ended');
    await page.getByLabel('密码').fill(testPassword);
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await typed().waitFor();
    await page.context().clearCookies();
    await save();
    await dialog().waitFor();
    await logInInAnotherTab();
    await dialog().waitFor({ state: 'detached' });
    await typed().waitFor();
    await page.context().clearCookies();
    await save();
    await page.getByRole('button', { name: '换一个账号登录' }).click();
    await page.getByText('让每一位粉丝').waitFor();
    expect(await typed().count()).toBe(0);
    expect(await page.getByLabel('账号').inputValue()).toBe('');
  });

  it('by a service that is away for a while', async () => {
    await typeCondition();
    await page.route('**/v1/**', (route) => route.abort());
    await save();
    const banner = page.getByText('正在重试');
    await banner.waitFor();
    await page.unroute('**/v1/**');
    await banner.waitFor({ state: 'detached' });
    await save();
    await page.getByRole('heading', { name: '回头客' }).waitFor();
  });
});
