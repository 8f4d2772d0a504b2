import { rm } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { type NewShop, setUpShop } from './new-shop.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { type Product, productOf, spawnProduct, stopProduct } from '@fanloom/server/testing/product.js';

/** How often each has paid, 100 yuan at a time. */
const BUYERS = { 小鱼爱吃鱼: 3, 风轻云淡: 2, 云淡风轻: 1, 阿花: 1 };

/** An operator sorts fans: by a segment, by tags, by scores. Days are short, so that sizes are measured on the way. */
describe.skipIf(!hasBrowser)('the screens of audiences', () => {
  let folder: string;
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let shop: NewShop;

  beforeAll(async () => {
    folder = await makeTestFolder();
    product = await productOf(spawnProduct(folder, ['--speed', '1d=3s']));
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    shop = await setUpShop(product, context.request);
    await pay();
    await shop.post('/v1/segments', { shop_id: shop.id, name: '买过', text: '购买次数 >= 1' });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser.close();
    await stopProduct(product.child);
    await rm(folder, { recursive: true });
  });

  async function pay(): Promise<void> {
    const events = Object.entries(BUYERS).flatMap(([nick, times]) =>
      Array.from({ length: times }, (_, no) => ({
        type: 'order.pay',
        happened_at: new Date(Date.now() - 86_400_000).toISOString(),
        source: 'live',
        key: `${nick} ${String(no)}`,
        person: { nick },
        properties: { amount: 10_000 },
      })),
    );
    await shop.send(events);
  }

  async function addRow(kind: string): Promise<void> {
    await page.getByRole('button', { name: '加一条' }).first().click();
    await page.getByRole('menuitem', { name: kind }).click();
  }

  const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();

  it('builds a segment in a form and reads it as text, and the other way round', async () => {
    await page.goto(`${product.url}/segments/new`);
    await page.getByLabel('名称').fill('回头客');
    await page.getByText('先点“加一条”').waitFor();
    expect(await page.getByText(/没有发现问题|Ctrl\+空格/).count()).toBe(0);
    await addRow('字段');
    await page.getByLabel('值', { exact: true }).fill('2');
    await page.getByLabel('值', { exact: true }).press('Tab');
    await page.getByText('现在 2 位，占 50.0%').waitFor();
    await tab('文字');
    const text = page.locator('.cm-content');
    await text.getByText('购买次数 >= 2').waitFor();
    await text.press('Control+End');
    await text.pressSequentially(' 且 购买金额 >= 300元');
    await page.getByText('现在 1 位，占 25.0%').waitFor();
    await tab('表单');
    expect(await page.getByLabel('值', { exact: true }).count()).toBe(2);
    await page.getByRole('button', { name: '去掉这一条' }).last().click();
    await page.getByText('现在 2 位，占 50.0%').waitFor();
    await page.getByRole('link', { name: '风轻云淡' }).waitFor();
    await look(page, 'audience-builder');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
  });

  it('says why a fan is in it, what it shares with another and how it grows', async () => {
    await page.goto(`${product.url}/segments`);
    const find = page.getByLabel('找名称或条件');
    await find.fill('没有这个');
    await page.getByRole('button', { name: '清除条件' }).click();
    expect(await find.inputValue()).toBe('');
    await find.fill('回头');
    await page.getByRole('link', { name: '买过' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '回头客' }).click();
    for (const [nick, answer] of [
      ['小鱼爱吃鱼', '小鱼爱吃鱼 在里面'],
      ['阿花', '阿花 不在里面'],
    ] as const) {
      await page.getByLabel('粉丝昵称').fill(nick);
      await page.getByRole('button', { name: '找', exact: true }).click();
      await page.getByText(answer).waitFor();
    }
    await page.getByLabel('粉丝昵称').fill('云淡');
    await page.getByRole('button', { name: '找', exact: true }).click();
    const answers = { 风轻云淡: '风轻云淡 在里面', 云淡风轻: '云淡风轻 不在里面' };
    const other = page.getByText('还找到：').locator('..').getByRole('button');
    for (let turn = 0; turn < 2; turn++) {
      const nick = (await other.textContent()) === '风轻云淡' ? '风轻云淡' : '云淡风轻';
      await other.click();
      await page.getByText(answers[nick]).waitFor();
    }
    await page.getByLabel('选一个分群').selectOption('买过');
    await page.getByText('两边都有 2 位（这边 2，那边 4）').waitFor();
    const curve = page.getByRole('img', { name: '每天人数' });
    await expect
      .poll(async () => (await curve.count()) || (await page.reload(), 0), { timeout: 30_000, interval: 1_500 })
      .toBe(1);
    await look(page, 'audience-segment');
  });

  it('keeps a segment that something names, and deletes it once nothing does', async () => {
    const { id } = await shop.post<{ id: string }>('/v1/segments', {
      shop_id: shop.id,
      name: '大客',
      text: '属于分群 "回头客" 且 购买金额 >= 300元',
    });
    await page.goto(`${product.url}/segments`);
    await page.getByRole('link', { name: '回头客' }).click();
    await page.getByRole('link', { name: '大客' }).waitFor();
    await page.getByRole('button', { name: '删除', exact: true }).click();
    await page.getByText('还有 1 处在用：“大客”').first().waitFor();
    await page.goto(`${product.url}/segments/${id}`);
    await page.getByRole('button', { name: '删除', exact: true }).click();
    await page.getByText('已删除“大客”').waitFor();
    await page.getByRole('link', { name: '回头客' }).click();
    await page.getByText('没有 SOP、分群或标签用到它。').waitFor();
  });

  it('makes a tag of a segment as it is now, and one that comes off by itself', async () => {
    await page.getByRole('button', { name: '存一份不变的' }).click();
    await page.getByRole('dialog').getByLabel('名称').fill('首批回头客');
    await page.getByRole('button', { name: '打上标签' }).click();
    await page.getByText('正在打上“首批回头客”').waitFor();
    await page.goto(`${product.url}/tags`);
    const row = page.getByRole('row', { name: /首批回头客/ });
    await expect
      .poll(async () => (await row.getByText('2', { exact: true }).count()) || (await page.reload(), 0), {
        timeout: 30_000,
        interval: 1_000,
      })
      .toBe(1);
    await row.getByRole('button', { name: '修改' }).click();
    await page.getByLabel('有效期').fill('1');
    await look(page, 'audience-tag');
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await row.getByText('1 天').waitFor();
    await expect
      .poll(async () => (await row.getByText('0', { exact: true }).count()) || (await page.reload(), 0), {
        timeout: 30_000,
        interval: 1_000,
      })
      .toBe(1);
  });

  it('shows whom other bounds of a score would move before it keeps them', async () => {
    await page.goto(`${product.url}/sops/scores`);
    await page.getByLabel('F 2 分').fill('1');
    const save = page.getByRole('button', { name: '保存' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole('button', { name: '看看会动到谁' }).click();
    await page.getByRole('heading', { name: 'F 2 位会变' }).waitFor();
    await look(page, 'audience-scores');
    await save.click();
    await page.getByText('评分标准已保存').waitFor();
  });
});
