import { rm } from 'node:fs/promises';
import type { APIRequestContext, Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { type Product, productOf, spawnProduct, stopProduct } from '@fanloom/server/testing/product.js';

const PASSWORD = 'correct horse battery';

const SOP = `流程 "老客回访" {
  当 购买次数 >= 3
  每人一次

  打标签 "回访中"
  等待1天
}
`;

interface Listed<T> {
  items: T[];
}

/** An operator and a manager, each in a browser of their own: from the draft to the first fan in it. */
describe.skipIf(!hasBrowser)('an SOP that somebody else approves', () => {
  let folder: string;
  let product: Product;
  let browser: Browser;
  let operator: Page;
  let manager: Page;
  let sop: string;
  let fan: string;

  beforeAll(async () => {
    folder = await makeTestFolder();
    product = await productOf(spawnProduct(folder));
    browser = await launchBrowser();
    await setUp();
  });
  afterAll(async () => {
    await browser.close();
    await stopProduct(product.child);
    await rm(folder, { recursive: true });
  });

  async function newPage(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    return page;
  }

  async function call<T>(by: APIRequestContext, method: string, path: string, data?: unknown): Promise<T> {
    const answer = await by.fetch(`${product.url}${path}`, { method, headers: { origin: product.url }, data });
    const text = await answer.text();
    expect(answer.ok(), text).toBe(true);
    return JSON.parse(text || 'null') as T;
  }

  const logIn = (page: Page, login: string) =>
    call(page.context().request, 'POST', '/v1/session', { login, password: PASSWORD });

  async function setUp(): Promise<void> {
    operator = await newPage();
    manager = await newPage();
    const api = operator.context().request;
    await call(api, 'POST', '/v1/setup', {
      token: product.setupToken,
      shop: { name: '小鱼旗舰店' },
      administrator: { login: 'it', name: '管', password: PASSWORD },
      operator: { login: 'lin', name: '林', password: PASSWORD },
    });
    await logIn(operator, 'it');
    const shops = await call<Listed<{ id: string }>>(api, 'GET', '/v1/shops');
    const shop_id = shops.items[0]?.id ?? '';
    const account = { login: 'he', name: '何', password: PASSWORD, roles: [{ role: 'manager', shop_id }] };
    await call(api, 'POST', '/v1/staff', account);
    const token = { shop_id, name: 'live', scopes: ['events:write'] };
    const made = await call<{ token: string }>(api, 'POST', '/v1/tokens', token);
    await logIn(operator, 'lin');
    await logIn(manager, 'he');
    fan = await follow(made.token, shop_id);
    sop = (await call<{ id: string }>(api, 'POST', '/v1/sops', { shop_id, text: SOP })).id;
  }

  async function follow(token: string, shop: string): Promise<string> {
    const event = { type: 'follow', happened_at: new Date().toISOString(), source: 'live', key: '1' };
    const sent = await fetch(`${product.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: [{ ...event, person: { nick: '小鱼爱吃鱼' } }] }),
    });
    expect(sent.ok, await sent.text()).toBe(true);
    const found = await call<Listed<{ fan_id: string }>>(operator.context().request, 'GET', `/v1/fans?shop=${shop}`);
    return found.items[0]?.fan_id ?? '';
  }

  async function ask(): Promise<void> {
    await operator.getByRole('button', { name: '提交上线' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: '提交审批' }).click();
    await operator.getByText('等待审批').waitFor();
  }

  it('is settled by whoever may publish and approve', async () => {
    await operator.goto(`${product.url}/sops/approvals`);
    await operator.getByLabel('上线要另一位同事审批').check();
    await operator.getByText('以后上线要另一位同事审批').waitFor();
    await look(operator, 'approval-mode');
    await manager.goto(`${product.url}/sops/approvals`);
    await expect.poll(() => manager.getByLabel('上线要另一位同事审批').isDisabled()).toBe(true);
  });

  it('says whom it reaches and who is in already before it is asked for, and can be taken back', async () => {
    await operator.goto(`${product.url}/sops/${sop}`);
    await operator.getByText('没有发现问题').waitFor();
    await operator.getByRole('button', { name: '提交上线' }).click();
    await operator.getByRole('dialog').getByText('小鱼旗舰店 · 全店粉丝').waitFor();
    await look(operator, 'approval-ask');
    await operator.getByRole('dialog').getByRole('button', { name: '提交审批' }).click();
    await operator.getByRole('button', { name: '撤回申请' }).click();
    await operator.getByText('等待审批').waitFor({ state: 'detached' });
  });

  it('comes back with a note where its author writes', async () => {
    await ask();
    await manager.goto(`${product.url}/today`);
    await manager.getByRole('button', { name: '查看' }).click();
    const dialog = manager.getByRole('dialog');
    await dialog.getByText('小鱼旗舰店 · 全店粉丝').waitFor();
    await look(manager, 'approval-look');
    await dialog.getByLabel('退回说明').fill('请写上目标');
    await dialog.getByRole('button', { name: '退回', exact: true }).click();
    await operator.getByText('何 退回').waitFor();
    await operator.getByText('请写上目标').waitFor();
    await look(operator, 'approval-returned');
  });

  it('goes live when it is approved', async () => {
    await ask();
    await manager.goto(`${product.url}/sops/approvals`);
    await manager.getByRole('button', { name: '查看' }).click();
    await manager.getByRole('dialog').getByRole('button', { name: '批准并上线' }).click();
    await manager.getByText('老客回访 v1 已上线').waitFor();
    await operator.goto(`${product.url}/sops/${sop}`);
    await operator.getByRole('button', { name: '版本' }).click();
    await operator.getByRole('dialog').getByText('何 批准').waitFor();
    await look(operator, 'approval-versions');
  });

  it('takes a fan in by hand, whom the run page then shows', async () => {
    await operator.goto(`${product.url}/fans/${fan}`);
    await operator.getByRole('button', { name: '加入流程' }).click();
    const dialog = operator.getByRole('dialog');
    await dialog.getByLabel('老客回访').check();
    await dialog.getByRole('button', { name: '加入', exact: true }).click();
    await operator.goto(`${product.url}/sops/${sop}/run`);
    await operator.getByText('1 位', { exact: true }).click();
    await operator.getByRole('dialog').getByText('小鱼爱吃鱼').waitFor();
    await look(operator, 'approval-run');
  });

  it('says of fans taken in from the list who entered and who did not', async () => {
    await operator.goto(`${product.url}/fans`);
    await operator.getByRole('row', { name: '小鱼爱吃鱼' }).getByRole('checkbox').check();
    await operator.getByRole('button', { name: '加入流程' }).click();
    const dialog = operator.getByRole('dialog');
    await dialog.getByLabel('老客回访').check();
    await dialog.getByRole('button', { name: '对 1 位执行' }).click();
    await operator.getByText('完成：0 位加入了流程，1 位没有加入').waitFor();
    await operator.getByRole('button', { name: '逐个查看' }).click();
    await operator
      .getByRole('dialog')
      .getByRole('tab', { name: /没有加入/ })
      .waitFor();
    await look(operator, 'approval-entered');
  });

  it('is run over the past beside its text', async () => {
    await operator.goto(`${product.url}/sops/${sop}`);
    await operator.getByRole('tab', { name: '模拟' }).click();
    await operator.getByRole('button', { name: '开始模拟' }).click();
    await operator.getByText('怎么算的').waitFor();
    await look(operator, 'simulate');
  });
});
