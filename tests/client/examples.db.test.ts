import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '@fanloom/server/http/testing/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

interface Body {
  content?: Record<string, { example?: unknown }>;
}
interface Operation {
  requestBody?: Body;
  responses: Record<string, Body>;
}

const EXEMPLARY = /^\/v1\/(events|fans\/identify|tags|segments|imports|receipts)(\/|$)/;

it('events, identities, tags, segments, imports and receipts have an example of all that is sent and answered', async () => {
  const { body } = await app.call('GET', '/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, Operation>>;
  const bodies = Object.entries(paths)
    .filter(([path]) => EXEMPLARY.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody, responses }]) => {
        const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        const all = [...answers, ...(requestBody ? [['request', requestBody] as const] : [])];
        return all.flatMap(([name, { content }]) => {
          const json = content?.['application/json'];
          return json ? [{ name: `${method} ${path} ${name}`, example: json.example }] : [];
        });
      }),
    );
  expect(bodies.length).toBeGreaterThan(25);
  expect(bodies.filter(({ example }) => example === undefined).map(({ name }) => name)).toEqual([]);
});
