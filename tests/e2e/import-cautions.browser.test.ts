import { buildZip } from '@fanloom/server/import/testing/build-xlsx.js';
import { createSopShop, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { logIn } from './log-in.js';
import { type ServedApp, serveApp } from './served-app.js';
import { serveImports } from './served-imports.js';

/** Two currencies, an amount that each row of an order repeats, and a refund of which nothing tells how much it was. */
const ORDERS = `订单编号,买家昵称,下单时间,付款时间,宝贝标题,实付金额,售后状态
G1001,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,面膜,¥59.00,
G1001,小鹿,2026-03-05 20:10:00,2026-03-05 20:11:00,口红,¥59.00,
G1002,小马,2026-03-05 20:12:00,2026-03-05 20:13:00,面膜,$9.00,部分退款
`;

describe.skipIf(!hasBrowser)('a file that can be imported, but perhaps not as it is meant', () => {
  let at: SopShop;
  let served: ServedApp;
  let browser: Browser;
  let page: Page;
  let imports: Awaited<ReturnType<typeof serveImports>>;

  beforeAll(async () => {
    at = await createSopShop();
    imports = await serveImports(at.app);
    served = await serveApp(at.app);
    browser = await launchBrowser();
    page = await logIn(browser, served.origin, 'operator');
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    await imports.stop();
    await at.app.close();
  });

  const english = () => page.evaluate("localStorage.setItem('fanloom.language', 'en')");

  async function choose(name: string, mimeType: string, buffer: Buffer): Promise<void> {
    await page.goto(`${served.origin}/imports/new`);
    await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
  }

  it('says so before it is imported, with its history, and among the quality of the data', async () => {
    await choose('三月.csv', 'text/csv', Buffer.from(ORDERS));
    await page.getByText('有不止一种货币（CNY 2 / USD 1 行）').waitFor();
    await page.getByText('有 1 个订单占了几行').waitFor();
    await page.getByText('从“售后状态”里的“部分退款”看不出退了多少钱').waitFor();
    await page.getByText('试算了全部').waitFor();
    await look(page, 'cautions-wizard');
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('3 行 = 新增 2').waitFor();
    await page.getByText('有不止一种货币（CNY 2 / USD 1 行）').waitFor();
    await look(page, 'cautions-import');
    await page.goto(`${served.origin}/imports`);
    await page.getByRole('row').filter({ hasText: '三月.csv' }).getByText('3 条提醒').waitFor();
    await look(page, 'cautions-list');
    await page.goto(`${served.origin}/quality`);
    await page.getByText('有不止一种货币（CNY 2 / USD 1 行）').waitFor();
    await look(page, 'cautions-quality');
  });

  it('asks which table of an archive is meant', async () => {
    const packed = buildZip({
      '导出/四月.csv': ORDERS.replaceAll('G10', 'G20'),
      '导出/粉丝.csv': '昵称,来源\n小羊,搜索\n',
    });
    await choose('导出.zip', 'application/zip', packed);
    await page.getByText('里有 2 个表').waitFor();
    await look(page, 'archive-tables');
    await page.getByRole('button', { name: '导出/粉丝.csv' }).click();
    await page.getByRole('heading', { name: '粉丝.csv' }).waitFor();
    await page.getByText('试算了全部 1 行').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, 'archive-chosen-390');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('1 行 = 新增 1').waitFor();
  });

  it('says so in English, and on a narrow screen', async () => {
    await page.goto(`${served.origin}/imports`);
    await english();
    await page.setViewportSize({ width: 390, height: 844 });
    await choose('march.csv', 'text/csv', Buffer.from(ORDERS));
    await page.getByText('The 3 rows looked at are of several currencies (CNY 2 / USD 1 rows)').waitFor();
    await look(page, 'cautions-wizard-english-390');
    await page.setViewportSize({ width: 1440, height: 900 });
    await look(page, 'cautions-wizard-english');
  });
});
