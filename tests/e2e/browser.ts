import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const executablePath = process.env['CHROMIUM_PATH'];

/** Tests in a browser are left out where CHROMIUM_PATH names none. */
export const hasBrowser = executablePath !== undefined;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox', '--disable-gpu'] });
}

/** Keeps a picture of the page where SHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const shots = process.env['SHOTS'];
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** Reads the page with axe, and keeps a picture as {@link shot} does. */
export async function look(page: Page, name: string): Promise<void> {
  await shot(page, name);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
