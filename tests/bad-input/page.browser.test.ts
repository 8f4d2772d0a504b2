import { testPassword } from '@fanloom/server/http/testing/test-app.js';
import { createSopShop, type SopShop } from '@fanloom/server/sop/testing/sop-shop.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../e2e/browser.js';
import { serveApp, type ServedApp } from '../e2e/served-app.js';

/** The pages as they are built, under the policy that the server sends. */
describe.skipIf(!hasBrowser)('a script in the name of a fan', () => {
  let at: SopShop;
  let served: ServedApp;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    at = await createSopShop();
    served = await serveApp(at.app);
    address = served.origin;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    served.close();
    await at.app.close();
  });

  it('is shown as text, and no page asks for what the policy forbids', async () => {
    const nick = `<script>window.ran = 1</script><img src=x onerror="window.ran = 1">小明`;
    const fan = await at.addFan(nick, null);
    const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
    });
    page.on('pageerror', (error) => violations.push(error.message));
    await page.goto(address);
    const login = { data: { login: 'operator', password: testPassword }, headers: { origin: address } };
    expect((await page.request.post(`${address}/v1/session`, login)).ok()).toBe(true);
    for (const path of ['/fans', `/fans/${fan}`, '/sops', '/import', '/tasks', '/']) {
      await page.goto(`${address}${path}`, { waitUntil: 'networkidle' });
      if (path === '/fans') await page.getByText('小明').first().waitFor();
    }
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
    // The policy itself works: what a page were made to run, it refuses.
    await page.addScriptTag({ content: 'window.ran = 1' }).catch(() => undefined);
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
    expect(violations).toHaveLength(1);
  });
});
