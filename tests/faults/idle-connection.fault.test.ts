import { afterAll, beforeAll, expect, it } from 'vitest';
import { KillableProduct } from './killable-product.js';

let product: KillableProduct;
beforeAll(async () => {
  product = await KillableProduct.start();
});
afterAll(() => product.dispose());

it('an idle connection is closed by the proxy before the server closes it', async () => {
  const { headers } = await fetch(`${product.address}/healthz`);
  const seconds = /timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1];
  expect(Number(seconds)).toBeGreaterThan(120);
});
