import { randomUUID } from 'node:crypto';
import { createSopShop, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { logIn } from './log-in.js';
import { type ServedApp, serveApp } from './served-app.js';

/** What pages tell people of what their role does not let them do, and of what others have decided. */
describe.skipIf(!hasBrowser)('a page', () => {
  let at: SopShop;
  let served: ServedApp;
  let browser: Browser;

  beforeAll(async () => {
    at = await createSopShop();
    served = await serveApp(at.app);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    await at.app.close();
  });

  it('says to whoever may not read it, or not send its form, that their role does not open it', async () => {
    const [staff, operator] = [
      await logIn(browser, served.origin, 'staff'),
      await logIn(browser, served.origin, 'operator'),
    ];
    for (const [path, content] of [
      ['/quality', (page: Page) => page.getByRole('heading', { name: '数据质量' })],
      ['/imports', (page: Page) => page.getByRole('heading', { name: '数据导入' })],
      [`/imports/${randomUUID()}`, (page: Page) => page.getByText('没有找到')],
      ['/imports/new', (page: Page) => page.getByRole('button', { name: '下载模板 粉丝列表' })],
      ['/sops/scores', (page: Page) => page.getByRole('button', { name: '保存' })],
    ] as const) {
      await operator.goto(`${served.origin}${path}`);
      await content(operator).first().waitFor();
      await staff.goto(`${served.origin}${path}`);
      await staff.getByText('您的角色不能打开这个页面').waitFor();
      expect(await content(staff).count()).toBe(0);
    }
    await look(staff, 'rights-no-form');
    const analyst = await logIn(browser, served.origin, 'analyst');
    await analyst.goto(`${served.origin}/segments/new`);
    await analyst.getByText('您的角色不能打开这个页面').waitFor();
  });

  it('is found in the palette by whom it is for, wherever it stands', async () => {
    const found = async (login: string, asked: string) => {
      const page = await logIn(browser, served.origin, login);
      await page.goto(`${served.origin}/account`);
      await page.getByRole('heading', { name: '我的账号' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill(asked);
      return page.getByRole('dialog').getByRole('option');
    };
    for (const [asked, name] of [
      ['订单', '订单'],
      ['评分', '评分标准'],
      ['新建sop', '新建 SOP'],
    ] as const) {
      await (await found('operator', asked)).filter({ hasText: name }).waitFor();
    }
    const staff = await found('staff', '评分');
    await staff.page().getByText('没有找到').waitFor();
  });

  it('offers to find what the role may find', async () => {
    for (const [login, words] of [
      ['operator', '找粉丝、分群、流程、页面…'],
      ['analyst', '找分群、流程、页面…'],
    ] as const) {
      const page = await logIn(browser, served.origin, login);
      await page.goto(served.origin);
      await page.getByRole('button', { name: words }).waitFor();
    }
  });

  it('that offers a file says why there is none when the right has gone meanwhile', async () => {
    const page = await logIn(browser, served.origin, 'operator');
    await page.goto(`${served.origin}/imports/new`);
    const template = page.getByRole('button', { name: '下载模板 粉丝列表' });
    const [file] = await Promise.all([page.waitForEvent('download'), template.click()]);
    expect(file.suggestedFilename()).toBe('fanloom-followers.csv');
    const roles = at.app.db.selectFrom('staff_role').selectAll().where('staff_id', '=', at.operatorId);
    const had = await roles.execute();
    await at.app.db.deleteFrom('staff_role').where('staff_id', '=', at.operatorId).execute();
    await template.click();
    await page.getByText('没有这项权限').first().waitFor();
    await at.app.db.insertInto('staff_role').values(had).execute();
  });

  it('of a fan tells who has said that two are not one', async () => {
    const [one, other] = [await at.addFan('小禾', at.staffId), await at.addFan('小禾苗', at.staffId)];
    const said = await at.operator('POST', '/v1/merges/pairs', { one, other, verdict: 'apart' });
    expect(said.status).toBe(204);
    const page = await logIn(browser, served.origin, 'staff');
    await page.goto(`${served.origin}/fans/${one}`);
    const decided = page.getByRole('region', { name: '合并记录' }).getByText('不是同一人');
    expect(await decided.innerText()).toMatch(/小禾.* 与 小禾/);
    await look(page, 'rights-decided');
  });
});
