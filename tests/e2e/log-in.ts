import { testPassword } from '@fanloom/server/http/testing/test-app.js';
import type { Browser, Page } from 'playwright-core';

/** A wide page of somebody who is logged in; the test goes on from there. */
export async function logIn(browser: Browser, origin: string, login: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const data = { login, password: testPassword };
  await context.request.post(`${origin}/v1/session`, { data, headers: { origin } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}
