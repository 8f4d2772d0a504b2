import type { Browser, Page } from 'playwright-core';
import { createSopShop, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import { testPassword } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { type ServedApp, serveApp } from './served-app.js';

/** The to-do list of whoever talks to fans: made by hand, finished with a result, and taken back after a slip. */
describe.skipIf(!hasBrowser)('tasks that people make', () => {
  let at: SopShop;
  let served: ServedApp;
  let browser: Browser;
  let page: Page;
  let fan: string;

  beforeAll(async () => {
    at = await createSopShop();
    fan = await at.addFan('小红', at.staffId);
    served = await serveApp(at.app);
    browser = await launchBrowser();
    page = await logIn('staff');
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    await at.app.close();
  });

  async function logIn(login: string, viewport = { width: 390, height: 844 }): Promise<Page> {
    const context = await browser.newContext({ viewport, locale: 'zh-CN' });
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    await opened.goto(`${served.origin}/tasks`);
    await opened.getByLabel('账号').fill(login);
    await opened.getByLabel('密码').fill(testPassword);
    await opened.keyboard.press('Enter');
    await opened.getByRole('heading', { name: '任务', level: 1 }).waitFor();
    return opened;
  }

  const dialog = () => page.getByRole('dialog');
  const card = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const kept = (title: string) =>
    at.app.db
      .selectFrom('task')
      .select(['state', 'result', 'fan_id', 'assignee_id'])
      .where('title', '=', title)
      .executeTakeFirst();

  /** By the palette: what is found comes a moment after it was typed. */
  async function command(name: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await dialog().getByRole('combobox').fill(name);
    await dialog().getByRole('option', { name, selected: true }).waitFor();
    await page.keyboard.press('Enter');
  }

  async function make(title: string): Promise<void> {
    await button('新建任务').first().click();
    await dialog().getByLabel('要做什么').fill(title);
    await dialog().getByLabel('明天下班前').check();
    await dialog().getByRole('button', { name: '新建', exact: true }).click();
    await card(title).waitFor();
  }

  it('are made on a phone, about a fan', async () => {
    await button('新建任务').first().click();
    await dialog().getByLabel('要做什么').fill('寄样品');
    await dialog().getByLabel('明天下班前').check();
    await dialog().getByLabel('关于哪位粉丝').fill('小');
    await dialog().getByRole('radio', { name: '小红' }).check();
    await dialog().getByLabel('说明').fill('先问尺码');
    await look(page, 'task-new');
    await dialog().getByRole('button', { name: '新建', exact: true }).click();
    await card('寄样品').getByRole('link', { name: '小红' }).waitFor();
    await card('寄样品').getByText('先问尺码').waitFor();
    await look(page, 'task-list');
    expect(await kept('寄样品')).toEqual({ state: 'open', result: null, fan_id: fan, assignee_id: at.staffId });
  });

  it('say when what was chosen cannot be', async () => {
    await button('新建任务').first().click();
    await dialog().getByLabel('要做什么').fill('太晚');
    await dialog().getByRole('textbox', { name: '指定日期时间' }).fill('2020-01-01T09:00');
    await dialog().getByRole('button', { name: '新建', exact: true }).click();
    await dialog().getByText('TASK423').waitFor();
    await dialog().getByRole('button', { name: '取消' }).click();
    expect(await kept('太晚')).toBeUndefined();
  });

  it('come back when finishing them is undone, and nobody has heard of it', async () => {
    await make('手滑');
    await card('手滑').getByRole('button', { name: '完成', exact: true }).click();
    await card('手滑').waitFor({ state: 'detached' });
    await look(page, 'task-undo');
    await button('撤销').click();
    await card('手滑').waitFor();
    expect(await kept('手滑')).toMatchObject({ state: 'open' });
    expect(await at.app.db.selectFrom('event').selectAll().execute()).toEqual([]);
  });

  it('are done when the message is closed, with what came of them', async () => {
    await card('寄样品').getByRole('button', { name: '写结果' }).click();
    await dialog().getByLabel('结果').fill('已寄出，顺丰');
    await look(page, 'task-result');
    await dialog().getByRole('button', { name: '完成', exact: true }).click();
    await card('寄样品').waitFor({ state: 'detached' });
    await page.locator('.toast', { hasText: '寄样品' }).getByRole('button', { name: '关闭' }).last().click();
    await expect.poll(() => kept('寄样品')).toMatchObject({ state: 'done', result: '已寄出，顺丰' });
    await page.getByRole('tab', { name: '已完成' }).click();
    await card('寄样品').getByText('已寄出，顺丰').waitFor();
    await look(page, 'task-done');
    await card('寄样品').getByRole('link', { name: '小红' }).click();
    await page.getByRole('region', { name: '时间线' }).getByText('已寄出，顺丰').waitFor();
    await look(page, 'task-fan');
  });

  it('are made on the page of a fan', async () => {
    await make('回访小红');
    await expect.poll(() => kept('回访小红')).toMatchObject({ fan_id: fan });
  });

  it('are done when the page is left before the message has gone', async () => {
    await card('回访小红').getByRole('button', { name: '完成', exact: true }).click();
    await card('回访小红').waitFor({ state: 'detached' });
    await page.goto('about:blank');
    await expect.poll(() => kept('回访小红')).toMatchObject({ state: 'done' });
  });

  it('are done when whoever did them logs out', async () => {
    page = await logIn('staff');
    await make('下班前');
    await card('下班前').getByRole('button', { name: '完成', exact: true }).click();
    await card('下班前').waitFor({ state: 'detached' });
    await command('退出');
    await page.getByLabel('密码').waitFor();
    expect(await kept('下班前')).toMatchObject({ state: 'done' });
  });

  it('are given to whoever looks after the fan by those who manage them', async () => {
    page = await logIn('operator', { width: 1440, height: 900 });
    await command('新建任务');
    await dialog().getByLabel('办理人').waitFor();
    await look(page, 'task-palette');
    await page.goto(`${served.origin}/fans/${fan}`);
    await button('新建任务').click();
    await dialog().getByLabel('要做什么').fill('生日祝福');
    await dialog().getByRole('button', { name: '新建', exact: true }).click();
    await card('生日祝福').getByText('operator 布置').waitFor();
    await look(page, 'task-given');
    expect(await kept('生日祝福')).toMatchObject({ assignee_id: at.staffId });
  });

  it('are changed by whoever made them', async () => {
    await card('生日祝福').getByRole('button', { name: '修改' }).click();
    await dialog().getByLabel('要做什么').fill('生日礼');
    await dialog().getByRole('textbox', { name: '指定日期时间' }).fill('2030-05-06T09:30');
    await look(page, 'task-change');
    await dialog().getByRole('button', { name: '保存' }).click();
    await card('生日礼').getByTitle('2030年5月6日 09:30').waitFor();
    await card('生日礼').getByRole('button', { name: '修改' }).click();
    expect(await dialog().getByRole('textbox', { name: '指定日期时间' }).inputValue()).toBe('2030-05-06T09:30');
    await dialog().getByLabel('要做什么').fill('生日祝福');
    await dialog().getByRole('button', { name: '保存' }).click();
    await card('生日祝福').waitFor();
  });

  it('are taken back by whoever made them', async () => {
    await card('生日祝福').getByRole('button', { name: '取消', exact: true }).click();
    await card('生日祝福').waitFor({ state: 'detached' });
    await page.locator('.toast', { hasText: '已取消' }).getByRole('button', { name: '关闭' }).click();
    await expect.poll(() => kept('生日祝福')).toMatchObject({ state: 'cancelled' });
    await page.goto(`${served.origin}/tasks?state=cancelled`);
    await card('生日祝福').getByText('新建的人取消了').waitFor();
    await look(page, 'task-cancelled');
  });
});
