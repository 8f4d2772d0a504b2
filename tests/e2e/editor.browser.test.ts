import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from './browser.js';
import { setUpShop } from './new-shop.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { type Product, productOf, spawnProduct, stopProduct } from '@fanloom/server/testing/product.js';

const SOP = `优惠券 "新人10元" 减10元 有效7天

流程 "新粉欢迎" {
  当 关注
  每人一次

  第0天 {
    打标签 "新粉"
    发私信 "欢迎 {券.链接}" 附券 "新人10块"
  }
}

测试 "关注就发券" {
  粉丝 { 授权 私信 }
  第0天 10:00 关注
  应当 发出 私信 1次
}
`;

/** An operator writes an SOP in the editor, from the first mistake to going live. */
describe.skipIf(!hasBrowser)('the SOP editor', () => {
  let folder: string;
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    folder = await makeTestFolder();
    product = await productOf(spawnProduct(folder));
    browser = await launchBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    const shop = await setUpShop(product, context.request);
    const { id } = await shop.post<{ id: string }>('/v1/sops', { shop_id: shop.id, text: SOP });
    address = `${product.url}/sops/${id}`;
    await shop.send([follow()]);
    page = await open(address);
  });
  afterAll(async () => {
    await browser.close();
    await stopProduct(product.child);
    await rm(folder, { recursive: true });
  });

  /** A fan who followed the shop yesterday: a walk through a draft looks at days that are over. */
  const follow = () => ({
    type: 'follow',
    happened_at: new Date(Date.now() - 86_400_000).toISOString(),
    source: 'live',
    key: '1',
    person: { nick: '小鱼爱吃鱼' },
  });

  async function open(url: string): Promise<Page> {
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    await opened.goto(url);
    await opened.locator('.cm-content').waitFor();
    return opened;
  }

  const text = (on: Page) => on.locator('.cm-content').innerText();
  const problem = (on: Page, code: string) => on.locator('footer').getByText(code);

  /** Puts the cursor behind what stands in the text. */
  async function cursorAfter(on: Page, words: string): Promise<void> {
    // A tip over the line would take the click.
    await on.mouse.move(0, 0);
    const line = on.locator('.cm-line').filter({ hasText: words }).first();
    await line.click();
    await on.keyboard.press('Home');
    const before = (await line.innerText()).indexOf(words) + words.length;
    // Home goes to the first word of the line; a second one to its beginning.
    await on.keyboard.press('Home');
    for (let i = 0; i < before; i++) await on.keyboard.press('ArrowRight');
  }

  async function shot(on: Page, name: string): Promise<void> {
    const shots = process.env['SHOTS'];
    if (shots) await on.screenshot({ path: join(shots, `${name}.png`) });
  }

  it('shows what is wrong while one types, and puts it right by keyboard', async () => {
    await problem(page, 'SOP201').waitFor();
    await cursorAfter(page, '新人10块');
    await page.keyboard.press('Control+.');
    await page.getByRole('listbox').waitFor();
    await shot(page, 'editor-fix');
    await page.keyboard.press('Enter');
    await expect.poll(() => text(page)).toContain('附券 "新人10元"');
    await page.getByText('没有发现问题').waitFor();
  });

  it("offers the shop's words and the text's own names", async () => {
    await cursorAfter(page, '打标签 "新粉"');
    await page.keyboard.press('Enter');
    await page.keyboard.type('去标');
    await page.locator('.cm-tooltip-autocomplete').getByText('去标签').waitFor();
    await shot(page, 'editor-complete');
    // For 75 ms after the list has opened the editor takes Enter for a line's end, and nothing on the page tells of it.
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await expect.poll(() => text(page)).toMatch(/去标签$/m);
    await page.keyboard.type(' "');
    await page.locator('.cm-tooltip-autocomplete').getByText('新粉').click();
    await expect.poll(() => text(page)).toContain('去标签 "新粉"');
  });

  it('tells what a word means', async () => {
    await page.locator('.cm-line').filter({ hasText: '第0天 {' }).first().getByText('第0天').hover();
    await page.locator('.sop-hover').getByText('个自然日').waitFor();
    await page.mouse.move(0, 0);
  });

  it('renames a tag everywhere, goes to where it is put on', async () => {
    await cursorAfter(page, '去标签 "新');
    await page.keyboard.press('F2');
    await page.getByLabel('把“新粉”改名为').fill('新来的');
    await page.keyboard.press('Enter');
    await expect.poll(() => text(page)).toContain('打标签 "新来的"');
    expect(await text(page)).not.toContain('"新粉"');
    await cursorAfter(page, '去标签 "新');
    await page.keyboard.press('F12');
    await expect.poll(() => page.locator('.cm-activeLine').innerText()).toContain('打标签');
  });

  it('draws the SOP and lights the step at the cursor', async () => {
    await page.getByRole('tab', { name: '流程图' }).click();
    await cursorAfter(page, '发私信');
    await expect.poll(() => page.locator('.sop-diagram .lit').textContent()).toContain('发私信');
    await shot(page, 'editor-diagram');
    await page.getByRole('tab', { name: '说明' }).click();
    await shot(page, 'editor-explanation');
  });

  it('walks a real fan through the draft', async () => {
    await page.getByRole('button', { name: '找粉丝', exact: true }).click();
    await page.getByRole('searchbox', { name: '找粉丝' }).fill('小鱼');
    await page.getByRole('button', { name: '小鱼爱吃鱼' }).click();
    await page.getByRole('cell', { name: /发出私信/ }).waitFor();
    await shot(page, 'editor-trial');
  });

  it('brings the text into its one layout on saving', async () => {
    await cursorAfter(page, '每人一次');
    await page.keyboard.type('   目标   支付  7天内');
    await page.keyboard.press('Control+s');
    await expect.poll(() => text(page)).toContain('每人一次\n  目标 支付 7天内\n');
    await page.getByText('已自动保存').waitFor();
  });

  it('gives back what was typed before the tab crashed', async () => {
    await page.route('**/draft', (route) => route.abort());
    await cursorAfter(page, '目标 支付 7天内');
    await page.keyboard.type(' # 断网时写的');
    await page.getByText('没有保存成功').waitFor();
    await page.close({ runBeforeUnload: false });
    page = await open(address);
    await page.getByText('已经找回来了').waitFor();
    expect(await text(page)).toContain('# 断网时写的');
    await page.getByText('已自动保存').waitFor();
    await page.reload();
    await expect.poll(() => text(page)).toContain('# 断网时写的');
  });

  it('follows what a second tab saves, and shows both where both have changed', async () => {
    const second = await open(address);
    await cursorAfter(second, '每人一次');
    await second.keyboard.type(' # 第二页');
    await second.getByText('已自动保存').waitFor();
    await expect.poll(() => text(page)).toContain('# 第二页');
    await page.route('**/draft', (route) => route.abort());
    await cursorAfter(page, '# 断网时写的');
    await page.keyboard.type(',第一页');
    await page.getByText('没有保存成功').waitFor();
    await cursorAfter(second, '# 第二页');
    await second.keyboard.type('又改');
    await second.getByText('已自动保存').waitFor();
    await page.unroute('**/draft');
    await page.getByRole('button', { name: '对照两份' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('# 第二页又改').waitFor();
    await shot(page, 'editor-conflict');
    await dialog.getByRole('button', { name: '保存右边这份' }).click();
    await page.getByText('已自动保存').waitFor();
    await expect.poll(() => text(second)).toContain('# 断网时写的,第一页');
    await second.close();
  });

  it('goes live, and the next draft is compared with what is live', async () => {
    await page.getByRole('button', { name: '提交上线' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '上线' }).click();
    await page.getByText('v1 已上线').waitFor();
    await page.goto(address);
    await cursorAfter(page, '打标签 "新来的"');
    await page.keyboard.type(', "还有"');
    await page.getByRole('button', { name: '版本' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('修改').first().waitFor();
    await shot(page, 'editor-versions');
    await dialog.getByRole('button', { name: '把 v1 放进草稿' }).click();
    await expect.poll(() => text(page)).not.toContain('"还有"');
    await page.getByText('已自动保存').waitFor();
  });
});
