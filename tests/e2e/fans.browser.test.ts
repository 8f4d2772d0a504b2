import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look, shot } from './browser.js';
import { type NewShop, setUpShop } from './new-shop.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { type Product, productOf, spawnProduct, stopProduct } from '@fanloom/server/testing/product.js';

const FOLLOWERS = `昵称,关注时间,来源,手机号,肤质
小鱼爱吃鱼,2026-03-05 20:01:02,直播间,13800004021,干皮
风轻云淡,明天,搜索,15900007730,油皮
云淡风轻,2026-03-06,搜索,15900007731,油皮
t**3,2026-03-07,搜索,,
`;

/** An operator's day with the fans: a file is imported, fans are found and tagged, two records become one person. */
describe.skipIf(!hasBrowser)('the screens of fans', () => {
  let folder: string;
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let shop: NewShop;

  beforeAll(async () => {
    folder = await makeTestFolder();
    product = await productOf(spawnProduct(folder));
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    shop = await setUpShop(product, context.request);
    const settings = { quiet_from: null, quiet_to: null, links: {}, levels: ['银卡', '金卡'] };
    const headers = { origin: product.url };
    const levels = context.request.put(`${product.url}/v1/shops/${shop.id}/settings`, { headers, data: settings });
    expect((await levels).status()).toBe(204);
    const data = { shop_id: shop.id, text: '评分 "线索分" { 关注 20分 }' };
    expect((await context.request.post(`${product.url}/v1/definitions`, { headers, data })).ok()).toBe(true);
    await shop.post('/v1/tags', { shop_id: shop.id, name: '重点跟进' });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser.close();
    await stopProduct(product.child);
    await rm(folder, { recursive: true });
  });

  const cell = (row: number, column: string) => page.getByLabel(`第 ${row} 行 ${column}`);
  const figure = (name: string) => page.getByLabel('导入后会怎样').locator('div').filter({ hasText: name });

  it('imports a file after a wrong cell is put right and a field is made for a column', async () => {
    const file = join(folder, '粉丝.csv');
    await writeFile(file, FOLLOWERS);
    await page.goto(`${product.url}/imports/new`);
    await page.getByRole('button', { name: '下载模板 粉丝列表' }).waitFor();
    await look(page, 'fans-wizard');
    await page.locator('input[type=file]').setInputFiles(file);
    await figure('未导入').getByText('2', { exact: true }).waitFor();
    await page.getByLabel('肤质', { exact: true }).selectOption('new');
    await page.getByRole('button', { name: '新建并使用' }).click();
    await page.getByRole('columnheader', { name: '肤质' }).waitFor();
    await page.getByLabel('只看有问题的行').check();
    await look(page, 'fans-grid');
    await cell(3, '关注时间').fill('2026-03-06');
    await cell(3, '关注时间').press('Enter');
    await figure('未导入').getByText('1', { exact: true }).waitFor();
    await figure('新增').getByText('3', { exact: true }).waitFor();
    expect(await cell(3, '关注时间').count()).toBe(0);
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('4 行 = 新增 3 + 更新 0 + 没有变化 0 + 未导入 1').waitFor();
    await look(page, 'fans-import');
  });

  it('finds fans, keeps the search as a view, tags them all and takes it back', async () => {
    await page.goto(`${product.url}/fans`);
    await page.getByRole('row', { name: /风轻云淡/ }).waitFor();
    await page.getByRole('button', { name: '条件' }).click();
    await page.getByLabel('来源', { exact: true }).fill('搜索');
    await page.getByLabel('来源', { exact: true }).press('Enter');
    await page.getByText('2 位', { exact: true }).waitFor();
    await page.getByLabel('购买金额（元）', { exact: true }).fill('-5');
    await page.getByLabel('购买金额（元）', { exact: true }).press('Enter');
    expect(new URL(page.url()).searchParams.get('spend_min')).toBeNull();
    await page.getByLabel('购买金额（元）', { exact: true }).fill('');
    await page.getByRole('button', { name: '存为视图' }).click();
    await page.getByLabel('视图名称').fill('搜索来的');
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await page.getByRole('tab', { name: '搜索来的' }).waitFor();
    await page.getByLabel('选中已载入的全部行').check();
    await page.getByRole('button', { name: '打标签', exact: true }).click();
    await page.getByRole('dialog').getByLabel('重点跟进').check();
    await page.getByRole('button', { name: '对 2 位执行' }).click();
    await page.getByText('改了 2 位').waitFor();
    await page.getByRole('row', { name: /风轻云淡.*重点跟进/ }).waitFor();
    await look(page, 'fans-list');
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await page.getByRole('row', { name: /风轻云淡.*重点跟进/ }).waitFor({ state: 'detached' });
  });

  it('names a view anew, and brings back one that was deleted', async () => {
    const act = async (name: string) => {
      await page.getByRole('button', { name: '视图操作' }).click();
      await page.getByText(name, { exact: true }).click();
    };
    await page.getByRole('tab', { name: '搜索来的' }).click();
    await act('改名');
    await page.getByLabel('视图名称').fill('搜索粉');
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await page.getByRole('tab', { name: '搜索粉', selected: true }).waitFor();
    await act('删除视图');
    await page.getByRole('tab', { name: '搜索粉' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await page.getByRole('tab', { name: '搜索粉' }).waitFor();
  });

  it('lets whoever opens the view of somebody else keep it with other conditions', async () => {
    await page.route('**/v1/views?*', async (route) => {
      const answer = await route.fetch();
      const { items } = (await answer.json()) as { items: object[] };
      await route.fulfill({ json: { items: items.map((view) => ({ ...view, mine: false, owner_name: '何川' })) } });
    });
    await page.goto(`${product.url}/fans`);
    await page.getByRole('tab', { name: '搜索粉' }).click();
    await page.getByText('何川 的视图').waitFor();
    expect(await page.getByRole('button', { name: '存为视图' }).count()).toBe(0);
    await page.getByLabel('找昵称或完整手机号').fill('风轻');
    await page.getByRole('button', { name: '存为视图' }).waitFor();
    await page.unroute('**/v1/views?*');
  });

  it('counts days in the zone of the shop, and keeps who is chosen when a day ends', async () => {
    let now = '2026-03-05T00:30:00+08:00';
    await page.clock.install();
    await page.route('**/v1/clock', (route) => route.fulfill({ json: { now, speed: 1 } }));
    const asked = page.waitForRequest((request) => request.url().includes('last_watch_after=2026-02-25T16'));
    await page.goto(`${product.url}/fans?last_watch=after%3A7`);
    await asked;
    await page.goto(`${product.url}/fans`);
    await page.getByLabel('选中已载入的全部行').check();
    now = '2026-03-06T00:30:00+08:00';
    const told = page.waitForResponse('**/v1/clock');
    await page.clock.fastForward('24:00:00');
    await told;
    await page.getByRole('button', { name: '打标签', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await page.unroute('**/v1/clock');
  });

  it('brings back a field that was removed, with what it said of fans', async () => {
    await page.goto(`${product.url}/fields`);
    const row = page.getByRole('row', { name: '肤质' });
    const before = await row.innerText();
    await page.getByRole('button', { name: '修改 肤质' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByText('已删除“肤质”').waitFor();
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await row.waitFor();
    expect(await row.innerText()).toBe(before);
  });

  it('puts right what is told of a fan, and says at the field what it takes', async () => {
    await page.goto(`${product.url}/fans?q=${encodeURIComponent('小鱼爱吃鱼')}`);
    await page.getByRole('link', { name: '小鱼爱吃鱼' }).click();
    const open = () => page.getByRole('button', { name: '修改', exact: true }).click();
    const form = page.getByRole('dialog');
    const save = () => form.getByRole('button', { name: '保存' }).click();
    await open();
    expect(await form.getByLabel('来源').inputValue()).toBe('直播间');
    await form.getByLabel('生日').fill('02-30');
    await form.getByLabel('会员等级').selectOption('金卡');
    await form.getByLabel('积分').fill('1200');
    await form.getByLabel('肤质').fill('油皮');
    await save();
    await form.getByLabel('生日').and(page.locator('[aria-invalid=true]')).waitFor();
    await look(page, 'fans-fields-wrong');
    await page.setViewportSize({ width: 390, height: 844 });
    await shot(page, 'fans-fields-390');
    await page.setViewportSize({ width: 1440, height: 900 });
    await form.getByLabel('生日').fill('02-29');
    await save();
    await form.waitFor({ state: 'detached' });
    const shown = (field: string) => page.locator('dt', { hasText: field }).locator('+ dd').innerText();
    await page.locator('dd', { hasText: '金卡' }).waitFor();
    expect(await Promise.all(['生日', '积分', '肤质'].map(shown))).toEqual(['02-29', '1200', '油皮']);
    await page.getByText('等级变化').waitFor();
    await page.locator('dd', { hasText: '20 分' }).waitFor();
    await look(page, 'fans-fields');
    await open();
    await form.getByLabel('会员等级').selectOption('');
    await form.getByLabel('生日').fill('');
    await save();
    await page.locator('dd', { hasText: '金卡' }).waitFor({ state: 'detached' });
    expect(await shown('生日')).toBe('—');
  });

  it('makes two records one person on the page of one, and two again', async () => {
    await page.goto(`${product.url}/fans?q=${encodeURIComponent('云淡风轻')}`);
    await page.getByRole('link', { name: '云淡风轻' }).click();
    await page.getByRole('button', { name: '与其他粉丝合并' }).click();
    await page.getByLabel('昵称或完整手机号').fill('风轻云淡');
    await page.getByRole('dialog').getByRole('radio').check();
    await page.getByRole('dialog').getByRole('button', { name: '合并' }).click();
    await page.getByRole('button', { name: '撤销这次合并' }).waitFor();
    await look(page, 'fans-fan');
    await page.getByRole('button', { name: '撤销这次合并' }).click();
    await page.getByText('林 已撤销').waitFor();
    await page.goto(`${product.url}/fans?q=${encodeURIComponent('风轻云淡')}`);
    await page.getByRole('row', { name: /风轻云淡/ }).waitFor();
  });

  it('sets after how many days a product is bought again, and fans have the date', async () => {
    const happened_at = new Date(Date.now() - 3_600_000).toISOString();
    const properties = { order: 'P1', amount: 9_900, product: ['面霜'], category: '美妆/护肤' };
    await shop.send([{ type: 'order.pay', happened_at, key: 'P1', person: { nick: '云淡风轻' }, properties }]);
    await page.goto(`${product.url}/products`);
    await page.getByRole('button', { name: '还不知道' }).click();
    await page.getByLabel('自己定').check();
    await page.getByLabel('天数').fill('45');
    await look(page, 'fans-cycle');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '45 天' }).waitFor();
    await page.goto(`${product.url}/fans?q=${encodeURIComponent('云淡风轻')}`);
    const fan = await page.getByRole('link', { name: '云淡风轻' }).getAttribute('href');
    await expect
      .poll(async () => {
        await page.goto(`${product.url}${String(fan)}`);
        return page.getByLabel('概况').innerText();
      })
      .toMatch(/偏好系列\s+护肤\s+预计复购\s+20\d\d-\d\d-\d\d 面霜/);
  });

  it.each(['/products', '/imports', '/imports/merges', '/quality', '/quality?problem=without_owner', '/coupons'])(
    'is accessible at %s',
    async (path) => {
      await page.goto(`${product.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
      await look(page, `fans-${path.replaceAll(/\W/g, '-')}`);
    },
  );
});
