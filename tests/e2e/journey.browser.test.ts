import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, shot } from './browser.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { productOf, spawnProduct, stopProduct } from '@fanloom/server/testing/product.js';

/** An installation that runs already and is not set up, such as Compose: see `tests/deploy/compose-journey.sh`. */
const running = process.env['JOURNEY_URL'];
const PASSWORD = 'correct horse battery';

const FOLLOWERS = `\uFEFF昵称,关注时间,来源,手机号,负责人
小鱼爱吃鱼,2026/3/5 20:01:02,直播间,'13800004021,周
风轻云淡,2026-03-06,搜索,15900007730,陈
t**3,2026-03-07,搜索,,周
合计,,,,
`;

/** From an empty installation to a fan who has a message, seen by those who may see it, in a real browser. */
describe.skipIf(!hasBrowser)('the journey of a first day', () => {
  let folder: string;
  let product: { url: string; setupToken: string | null };
  let stop = () => Promise.resolve();
  let browser: Browser;
  let operator: Page;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    folder = await makeTestFolder();
    if (running) {
      product = { url: running, setupToken: process.env['JOURNEY_SETUP_TOKEN'] ?? null };
    } else {
      // At night nothing is sent; here a night is over in ten seconds.
      const started = await productOf(spawnProduct(folder, ['--speed', '1d=20s']));
      product = started;
      stop = () => stopProduct(started.child);
    }
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await stop();
    await rm(folder, { recursive: true });
  });

  async function newPage(): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1360, height: 820 },
      locale: 'zh-CN',
      // A browser knows no authority of one's own; the script that names the installation has looked at its certificate.
      ignoreHTTPSErrors: running !== undefined,
    });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return page;
  }

  async function logIn(login: string): Promise<Page> {
    const page = await newPage();
    await page.goto(product.url);
    await page.getByLabel('账号').fill(login);
    await page.getByLabel('密码').fill(PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('navigation').waitFor();
    return page;
  }

  async function shopOf(page: Page): Promise<string> {
    const shops = await page.request.get(`${product.url}/v1/shops`);
    const { items } = (await shops.json()) as { items: { id: string }[] };
    return items[0]?.id ?? '';
  }

  it('is set up in the browser', async () => {
    const page = await newPage();
    await page.goto(product.url);
    await page.getByLabel('安装令牌').fill(product.setupToken ?? '');
    await page.getByLabel('店铺名称').fill('小鱼旗舰店');
    for (const [group, login, name] of [
      ['IT 账号', 'it', '管'],
      ['运营账号', 'lin', '林'],
    ] as const) {
      const fields = page.getByRole('group', { name: group });
      await fields.getByLabel('账号').fill(login);
      await fields.getByLabel('姓名').fill(name);
      await fields.getByLabel('密码').fill(PASSWORD);
    }
    await shot(page, 'set-up');
    await page.getByRole('button', { name: '创建并登录' }).click();
    const steps = page.getByRole('region', { name: '三步开始' });
    await steps.getByRole('link', { name: '导入文件' }).waitFor();
    await shot(page, 'first-steps');
  });

  it('lets IT add staff, and shows IT no fan', async () => {
    const page = await logIn('it');
    const shop = await shopOf(page);
    for (const [login, name] of [
      ['zhou', '周'],
      ['chen', '陈'],
    ]) {
      const added = await page.request.post(`${product.url}/v1/staff`, {
        headers: { origin: product.url },
        data: { login, name, password: PASSWORD, roles: [{ role: 'staff', shop_id: shop }] },
      });
      expect(added.status(), await added.text()).toBe(201);
    }
    await expect.poll(() => page.getByRole('link', { name: '粉丝' }).count()).toBe(0);
    await shot(page, 'it');
  });

  it('imports followers after showing what it has understood', async () => {
    operator = await logIn('lin');
    const file = join(folder, '粉丝.csv');
    await writeFile(file, FOLLOWERS);
    await operator.getByRole('link', { name: '数据' }).click();
    await operator
      .getByRole('link', { name: '导入文件' })
      .or(operator.getByRole('button', { name: '导入文件' }))
      .first()
      .click();
    await operator.locator('input[type=file]').setInputFiles(file);
    await operator.getByText('列的含义').waitFor();
    await operator.getByLabel('私信').check();
    await shot(operator, 'import-confirm');
    await operator.getByRole('button', { name: '开始导入' }).click();
    await operator.getByText('已完成').first().waitFor();
    await operator.getByText('3 行 = 新增 2 + 更新 0 + 没有变化 0 + 未导入 1').waitFor();
    await shot(operator, 'import-done');
  });

  it('publishes two SOPs from templates, first the one that the other starts', async () => {
    const [starting, started] = ['新粉7日转化', '首购粉复购引导'];
    await draftFromTemplate(starting);
    await draftFromTemplate(started);
    for (const name of [started, starting]) {
      await openSops();
      await operator.getByRole('link', { name }).first().click();
      await operator.getByRole('button', { name: '提交上线' }).click();
      await shot(operator, 'sop-publish');
      await operator.getByRole('dialog').getByRole('button', { name: '上线' }).click();
      await operator.getByText(`${name} v1 已上线`).waitFor();
    }
  });

  async function draftFromTemplate(name: string): Promise<void> {
    await openSops();
    await operator.getByRole('button', { name: '新建 SOP' }).click();
    await operator.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await operator.getByRole('button', { name: '创建草稿' }).click();
    await operator.getByText('已自动保存').waitFor();
  }

  async function openSops(): Promise<void> {
    await operator.getByRole('navigation').getByRole('link', { name: 'SOP' }).click();
    await operator.getByRole('heading', { name: 'SOP', exact: true }).waitFor();
  }

  it('writes to a fan who follows, and shows it in the outbox', async () => {
    const it = await logIn('it');
    const made = await it.request.post(`${product.url}/v1/tokens`, {
      headers: { origin: product.url },
      data: { shop_id: await shopOf(it), name: 'live', scopes: ['events:write'] },
    });
    const { token } = (await made.json()) as { token: string };
    const told = await it.request.get(`${product.url}/v1/clock`);
    const { now } = (await told.json()) as { now: string };
    const sent = await fetch(`${product.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        events: [
          {
            type: 'follow',
            happened_at: now,
            source: 'live',
            key: '1',
            person: { nick: '小鱼爱吃鱼' },
          },
        ],
      }),
    });
    expect(sent.status, await sent.text()).toBe(200);
    await operator.getByRole('link', { name: '消息' }).click();
    const message = operator.getByRole('row', { name: /小鱼爱吃鱼/ });
    await expect.poll(() => reloaded(operator, message), { timeout: 30_000 }).toBeGreaterThan(0);
    await shot(operator, 'outbox');
  });

  it('shows staff their own fans only, with the phone masked', async () => {
    const page = await logIn('zhou');
    await page.getByRole('link', { name: '粉丝' }).click();
    await page.getByRole('row', { name: /小鱼爱吃鱼/ }).waitFor();
    expect(await page.getByText('风轻云淡').count()).toBe(0);
    expect(await page.getByText('138****4021').count()).toBeGreaterThan(0);
    expect(await page.content()).not.toContain('13800004021');
    await shot(page, 'fans-staff');
    const shop = await shopOf(operator);
    const all = await operator.request.get(`${product.url}/v1/fans?shop=${shop}`);
    const foreign = ((await all.json()) as { items: { id: string; nick: string }[] }).items.find(
      (fan) => fan.nick === '风轻云淡',
    );
    expect((await page.request.get(`${product.url}/v1/fans/${foreign?.id ?? ''}`)).status()).toBe(404);
    await page.goto(`${product.url}/fans/${foreign?.id ?? ''}`);
    await shot(page, 'fan-foreign');
    expect(await page.getByText('风轻云淡').count()).toBe(0);
  });
});

async function reloaded(page: Page, wanted: ReturnType<Page['getByRole']>): Promise<number> {
  await page.reload();
  await page.getByRole('heading', { name: '消息', exact: true }).waitFor();
  return wanted.count();
}
