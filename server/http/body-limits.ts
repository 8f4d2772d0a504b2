import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { tooLarge } from '../problem/common.js';
import type { BaseEnv } from '../request/context.js';

const mebibyte = 1024 * 1024;
const usual = limit(1);

/** Routes that take more than the usual 1 MiB. */
const larger: Record<string, ReturnType<typeof limit>> = {
  '/v1/events': limit(5),
  '/v1/imports/preview': limit(1024),
};

function limit(mebibytes: number) {
  return bodyLimit({
    maxSize: mebibytes * mebibyte,
    onError: () => {
      throw tooLarge();
    },
  });
}

const without = new Set(['GET', 'HEAD']);

/** Bodies are measured before anything parses them. */
export const bodyLimits = createMiddleware<BaseEnv>(async (c, next) => {
  if (without.has(c.req.method)) return next();
  return (Object.hasOwn(larger, c.req.path) ? (larger[c.req.path] ?? usual) : usual)(c, next);
});
