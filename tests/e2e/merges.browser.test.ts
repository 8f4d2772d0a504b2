import { giveRole } from '@fanloom/server/account/setup.js';
import { createSopShop, rowsOf, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, look } from './browser.js';
import { logIn } from './log-in.js';
import { type ServedApp, serveApp } from './served-app.js';

type Person = Record<'user_id' | 'phone' | 'nick', string>;

/** Facts contradict each other, and people say who is one: those who see both. */
describe.skipIf(!hasBrowser)('the list of conflicts', () => {
  let at: SopShop;
  let served: ServedApp;
  let browser: Browser;
  let page: Page;
  let told = 0;

  beforeAll(async () => {
    at = await createSopShop();
    served = await serveApp(at.app);
    browser = await launchBrowser();
    page = await logIn(browser, served.origin, 'operator');
  });
  afterAll(async () => {
    await browser.close();
    served.close();
    await at.app.close();
  });

  /** Each shows these identities in an event of its own. */
  async function meet(shop_id: string, ...people: Partial<Person>[]): Promise<void> {
    const { body } = await at.it('POST', '/v1/tokens', { shop_id, name: `live ${++told}`, scopes: ['events:write'] });
    const happened_at = new Date().toISOString();
    for (const person of people) {
      const event = { type: 'follow', happened_at, source: 'live', key: String(++told), person };
      const headers = { authorization: `Bearer ${String(body['token'])}` };
      const { status, text } = await at.app.call('POST', '/v1/events', { events: [event] }, headers);
      expect(status, text).toBe(200);
    }
  }

  const open = (on = page) => on.goto(`${served.origin}/imports/merges`);
  const pair = (why: string) => page.getByRole('listitem').filter({ hasText: why });

  it('shows both sides of a contradiction; they are taken apart, met again, merged and taken back', async () => {
    const [one, other] = [
      { nick: '小鱼', phone: '13800004021' },
      { nick: '风轻', phone: '15900007730' },
    ];
    await meet(at.shop, { ...one, user_id: 'u1' }, other, { user_id: 'u1', phone: other.phone });
    await open();
    const contradiction = pair('两边各有自己的手机号');
    await contradiction.getByText('138****4021').waitFor();
    await contradiction.getByText('159****7730').waitFor();
    await look(page, 'merges-contradiction');
    await contradiction.getByRole('button', { name: '不是同一人，撤销合并' }).click();
    await page.getByText('没有需要判断的粉丝').waitFor();

    await meet(at.shop, { user_id: 'u1', phone: other.phone });
    await open();
    await pair('曾被人工分开').getByRole('button', { name: '合并' }).click();
    await page.getByRole('button', { name: '看粉丝' }).click();
    const history = page.getByRole('region', { name: '合并记录' });
    await history.getByText('operator 手动合并').waitFor();
    expect(await history.getByText('operator 已撤销').count()).toBe(1);
    await look(page, 'merges-history');
    await history.getByRole('button', { name: '撤销这次合并' }).click();
    await expect.poll(() => history.getByText('operator 已撤销').count()).toBe(2);
    await page.goto(`${served.origin}/fans`);
    for (const { nick } of [one, other]) await page.getByRole('link', { name: nick }).waitFor();
  });

  it('keeps apart who has one nick in two shops, for good', async () => {
    await at.app.db.transaction().execute((tx) => giveRole(tx, at.operatorId, 'operator', at.foreignShop));
    await meet(at.shop, { nick: '云淡' });
    await meet(at.foreignShop, { nick: '云淡' });
    await open();
    const alike = pair('两家店里用同一个昵称');
    await alike.getByText('甲店').waitFor();
    await alike.getByText('乙店').waitFor();
    await alike.getByRole('button', { name: '不是同一人' }).click();
    await page.getByText('没有需要判断的粉丝').waitFor();
    await page.reload();
    await page.getByText('没有需要判断的粉丝').waitFor();
  });

  it('asks staff of nobody whom they do not see, and lets them merge none of these', async () => {
    const people = [
      { nick: '阿花', phone: '13800000001', user_id: 'u2' },
      { nick: '阿草', phone: '13800000002', user_id: 'u3' },
    ];
    await meet(at.shop, ...people);
    const [mine] = rowsOf((await at.operator('GET', `/v1/fans?shop=${at.shop}&q=${encodeURIComponent('阿花')}`)).body);
    const fan = String(mine?.['fan_id']);
    await at.app.db.updateTable('fan_shop').set({ owner_id: at.staffId }).where('fan_id', '=', fan).execute();
    const clerk = await logIn(browser, served.origin, 'staff');
    await open(clerk);
    await clerk.getByText('没有需要判断的粉丝').waitFor();
    await clerk.goto(`${served.origin}/fans/${fan}`);
    await clerk.getByRole('button', { name: '与其他粉丝合并' }).click();
    await clerk.getByLabel('昵称或完整手机号').fill('阿草');
    await clerk.getByText('没有找到其他粉丝').waitFor();
    const analyst = await logIn(browser, served.origin, 'analyst');
    await open(analyst);
    await analyst.getByText('您的角色不能打开这个页面').waitFor();
  });
});
