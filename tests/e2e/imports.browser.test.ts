import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { claimDue } from '@fanloom/server/import/source/due-source.sql.js';
import { pullSource } from '@fanloom/server/import/source/pull-source.js';
import { createSopShop, rowsOf, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { logIn } from './log-in.js';
import { type ServedApp, serveApp } from './served-app.js';
import { serveImports } from './served-imports.js';

const FOLLOWERS = `昵称,关注时间,来源,手机号
小鱼,2026-03-05 20:01:02,直播间,13800004021
风轻,明天,搜索,15900007730
云淡,后天,搜索,15900007731
阿花,大后天,搜索,15900007732
`;

/** Files that are wrong, and files that do not come: what a person sees of them, and how it goes on. */
describe.skipIf(!hasBrowser)('imports that do not work out at once', () => {
  let at: SopShop;
  let served: ServedApp;
  let browser: Browser;
  let page: Page;
  let imports: Awaited<ReturnType<typeof serveImports>>;
  let host: Server;
  /** What the server with the file does. */
  let answer: (response: ServerResponse) => void;

  beforeAll(async () => {
    at = await createSopShop();
    at.app.deps.settings.internalHosts.addSubnet('127.0.0.0', 8);
    imports = await serveImports(at.app);
    host = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
    await once(host, 'listening');
    served = await serveApp(at.app);
    browser = await launchBrowser();
    page = await logIn(browser, served.origin, 'operator');
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    host.close();
    await imports.stop();
    await at.app.close();
  });

  /** Somebody who reads imports, and fans with their phones masked. */
  async function logInAsReader(): Promise<Page> {
    const rules = ['fan', 'import', 'shop'].map((subject) => ({ subject, actions: ['read'], rows: 'shop' }));
    const made = await at.it('POST', '/v1/roles', { name_zh: '读数', name_en: 'Reader', rules });
    const roles = rowsOf((await at.it('GET', '/v1/roles')).body);
    const role = roles.find(({ id }) => id === made.body['id'])?.['key'];
    const id = await at.app.addStaff('reader', 'staff', at.shop);
    const given = await at.it('PATCH', `/v1/staff/${id}`, { roles: [{ role, shop_id: at.shop }] });
    expect(given.status, given.text).toBeLessThan(300);
    return logIn(browser, served.origin, 'reader');
  }

  describe('rows that are wrong', () => {
    const figure = (name: string) => page.getByLabel('导入后会怎样').locator('div').filter({ hasText: name });

    async function choose(name: string, text: string): Promise<void> {
      await page.goto(`${served.origin}/imports/new`);
      const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
      await page.locator('input[type=file]').setInputFiles(file);
    }

    it('are corrected in the grid, or in the file of rejects, which is imported again', async () => {
      await choose('粉丝.csv', FOLLOWERS);
      await figure('未导入').getByText('3', { exact: true }).waitFor();
      await page.getByLabel('第 3 行 关注时间').fill('2026-03-06');
      await page.keyboard.press('Enter');
      await figure('未导入').getByText('2', { exact: true }).waitFor();
      await page.getByRole('button', { name: '开始导入' }).click();
      await page.getByText('4 行 = 新增 2 + 更新 0 + 没有变化 0 + 未导入 2').waitFor();

      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: '下载未导入的行' }).click();
      const download = await coming;
      expect(download.suggestedFilename()).toBe('粉丝-rejects.csv');
      const rejects = await readFile(await download.path(), 'utf8');
      expect(rejects).toContain('阿花,大后天');

      await choose('粉丝-rejects.csv', rejects.replace('云淡,后天', '云淡,2026-03-07'));
      await page.getByText('按上次导入同样表头的文件时的设置读取').waitFor();
      await figure('新增').getByText('1', { exact: true }).waitFor();
      await look(page, 'imports-rejects-again');
      await page.getByRole('button', { name: '开始导入' }).click();
      await page.getByText('2 行 = 新增 1 + 更新 0 + 没有变化 0 + 未导入 1').waitFor();
    });

    it('are not for whoever may not see what they hold, who is told whom to ask', async () => {
      const reader = await logInAsReader();
      await reader.goto(`${served.origin}/imports`);
      await reader.getByRole('link', { name: '粉丝.csv' }).click();
      const address = reader.url();
      await reader.getByRole('button', { name: '下载未导入的行' }).click();
      await reader.getByText('请由上传文件的同事下载').waitFor();
      await reader.getByText('IMP140').waitFor();
      expect(reader.url()).toBe(address);
      await look(reader, 'imports-rejects-refused');
    });
  });

  describe('files that do not come', () => {
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });

    async function act(name: string, action: string): Promise<void> {
      await page.getByRole('button', { name: `“${name}”的操作` }).click();
      await page.getByRole('menuitem', { name: action, exact: true }).click();
    }

    /** Has the server do what it does within seconds. */
    async function pullDue(): Promise<void> {
      const { db, deps } = at.app;
      const source = await claimDue(db);
      if (!source) throw new Error('Nothing is due');
      const puller = { db, keys: deps.secrets, folder: imports.folder, internalHosts: deps.settings.internalHosts };
      await pullSource(puller, source, new AbortController().signal);
    }

    async function pull(name: string): Promise<void> {
      await act(name, '立即拉取');
      await page.getByText('几秒内开始拉取').first().waitFor();
      await pullDue();
      await page.reload();
    }

    const address = () => `http://127.0.0.1:${String((host.address() as AddressInfo).port)}/fans.csv`;

    it('say why, each time, and come once they are there', async () => {
      await page.goto(`${served.origin}/imports/sources`);
      await page.getByRole('button', { name: '新建定时拉取' }).click();
      await page.getByLabel('名称', { exact: true }).fill('每日粉丝');
      await page.getByLabel('文件网址').fill(address());
      await page.getByLabel('类型', { exact: true }).selectOption('followers');
      await look(page, 'pulls-new');
      await page.getByRole('button', { name: '保存' }).click();
      await row('每日粉丝').getByText('还没有拉取过').waitFor();

      for (const [respond, why] of [
        [(response: ServerResponse) => response.writeHead(500).end(), '对方服务器回复了 500'],
        [(response: ServerResponse) => response.writeHead(302, { location: '/' }).end(), '这个网址转到了别处'],
        [(response: ServerResponse) => response.end('<html><body>登录</body></html>'), 'IMP102'],
      ] as const) {
        answer = respond;
        await pull('每日粉丝');
        await row('每日粉丝').getByText(why).waitFor();
      }
      await look(page, 'pulls-failed');

      answer = () => undefined;
      const asked = once(host, 'request') as Promise<[unknown, ServerResponse]>;
      await act('每日粉丝', '立即拉取');
      await row('每日粉丝').getByText('正在拉取').waitFor();
      const pulled = pullDue();
      const [, response] = await asked;
      response.end('昵称,来源\n小鹿,短视频\n');
      await pulled;
      await page.reload();
      await row('每日粉丝').getByText('已导入').waitFor();
      expect(await row('每日粉丝').getByText('正在拉取').count()).toBe(0);
      await act('每日粉丝', '拉取记录');
      const history = page.getByRole('dialog').getByRole('listitem');
      await expect.poll(() => history.count()).toBe(4);
      await look(page, 'pulls-history');
      await history.getByRole('link', { name: '查看导入' }).click();
      await page.getByText('1 行 = 新增 1 + 更新 0 + 没有变化 0 + 未导入 0').waitFor();
    });

    it('stop when whoever is in charge has left, and go on with somebody else', async () => {
      answer = (response) => response.end('昵称,来源\n小马,短视频\n');
      const leaver = await at.app.addStaff('leaver', 'operator', at.shop);
      const call = await at.app.logIn('leaver');
      const options = { mode: 'history', session: null, owner_id: null, consent: [] };
      const made = await call('POST', '/v1/import-sources', {
        ...{ shop_id: at.shop, name: '离职的', url: address(), kind: null, options, header: null, active: true },
        schedule: { every_hours: 6 },
      });
      expect(made.status, made.text).toBe(201);
      await at.app.db.updateTable('staff').set({ active: false }).where('id', '=', leaver).execute();
      await page.goto(`${served.origin}/imports/sources`);
      await pull('离职的');
      await row('离职的').getByText('已停，待移交').waitFor();
      await row('离职的').getByText('负责人的账号已停用').waitFor();

      await act('离职的', '移交');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('负责人').selectOption({ label: 'staff' });
      await dialog.getByRole('button', { name: '移交' }).click();
      await dialog.getByText('这位同事不能负责定时拉取').waitFor();
      await look(page, 'pulls-hand-over');
      await dialog.getByLabel('负责人').selectOption({ label: 'operator' });
      await dialog.getByRole('button', { name: '移交' }).click();
      await dialog.waitFor({ state: 'detached' });
      await row('离职的').getByRole('cell', { name: 'operator', exact: true }).waitFor();
      expect(await row('离职的').getByText('已停，待移交').count()).toBe(0);
      await pull('离职的');
      await row('离职的').getByText('已导入').waitFor();
    });

    it('are for those who import: who reads them sees the history alone', async () => {
      const reader = await logIn(browser, served.origin, 'reader');
      await reader.goto(`${served.origin}/imports/sources`);
      await reader.getByRole('button', { name: '“每日粉丝”的操作' }).click();
      expect(await reader.getByRole('menuitem').allInnerTexts()).toEqual(['拉取记录']);
    });
  });
});
