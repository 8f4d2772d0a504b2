import type { APIRequestContext } from 'playwright-core';
import type { Product } from '@fanloom/server/testing/product.js';
import { expect } from 'vitest';

const PASSWORD = 'correct horse battery';

/** The first shop of an installation, through the session of a browser: first that of the operator. */
export interface NewShop {
  id: string;
  post<T>(path: string, data: unknown): Promise<T>;
  /** Tells of events as a program does. The operator is logged in afterwards. */
  send(events: object[]): Promise<void>;
}

export async function setUpShop({ url, setupToken }: Product, request: APIRequestContext): Promise<NewShop> {
  const post = async <T>(path: string, data: unknown): Promise<T> => {
    const answer = await request.post(`${url}${path}`, { headers: { origin: url }, data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as T;
  };
  const logIn = (login: string) => post('/v1/session', { login, password: PASSWORD });
  await post('/v1/setup', {
    token: setupToken,
    shop: { name: '小鱼旗舰店' },
    administrator: { login: 'it', name: '管', password: PASSWORD },
    operator: { login: 'lin', name: '林', password: PASSWORD },
  });
  await logIn('lin');
  const shops = await request.get(`${url}/v1/shops`);
  const { items } = (await shops.json()) as { items: { id: string }[] };
  const id = items[0]?.id ?? '';
  return {
    id,
    post,
    send: async (events) => {
      await logIn('it');
      const made = { shop_id: id, name: 'live', scopes: ['events:write'] };
      const { token } = await post<{ token: string }>('/v1/tokens', made);
      const sent = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
      });
      expect(sent.ok, await sent.text()).toBe(true);
      await logIn('lin');
    },
  };
}
