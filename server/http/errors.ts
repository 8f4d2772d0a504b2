import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { UserError } from '../config/user-error.js';
import { NoConnection } from '../db/no-connection.js';
import {
  forbidden,
  internal,
  invalidRequest,
  notFound,
  outOfSpace,
  tooLarge,
  unauthenticated,
  unavailable,
} from '../problem/common.js';
import { errorForLog } from '../problem/error-for-log.js';
import { Problem } from '../problem/problem.js';
import type { BaseEnv } from '../request/context.js';

/** Turns whatever a handler threw into problem details. Unknown errors are told as 500 without their text. */
export function onError(error: unknown, c: Context<BaseEnv>): Response {
  const problem = asProblem(error);
  if (problem.status >= 500) c.var.log.error(errorForLog(problem.cause ?? error), 'request failed');
  return problemResponse(problem, c);
}

export function onNotFound(c: Context<BaseEnv>): Response {
  return problemResponse(notFound(), c);
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UserError) return new Problem(400, error.code, error.text);
  if (error instanceof HTTPException) return fromStatus(error);
  if (isOutage(error)) return unavailable(error);
  return hasCode(error, fullDisks) ? outOfSpace(error) : internal(error);
}

/** PostgreSQL is away, shutting down or read-only for a while: it may well work a little later. */
const outages = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '25006', '08006']);

/** Of PostgreSQL, and of the folder of uploads. */
const fullDisks = new Set(['53100', 'ENOSPC', 'EDQUOT']);

/** What `pg` says, without a code, when a connection ends in the middle of a statement. */
const connectionEnded = /^Connection terminated/;

function isOutage(error: unknown): boolean {
  return (
    error instanceof NoConnection ||
    hasCode(error, outages) ||
    (error instanceof Error && connectionEnded.test(error.message))
  );
}

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return error instanceof Error && 'code' in error && codes.has(String(error.code));
}

/** Hono itself throws for malformed bodies and wrong content types. */
function fromStatus(error: HTTPException): Problem {
  if (error.status === 401) return unauthenticated();
  if (error.status === 403) return forbidden();
  if (error.status === 404) return notFound();
  if (error.status === 413) return tooLarge();
  return error.status < 500 ? invalidRequest([{ path: '(body)', message: 'Malformed' }]) : internal(error);
}

function problemResponse(problem: Problem, c: Context<BaseEnv>): Response {
  const english = (c.req.header('accept-language') ?? '').toLowerCase().startsWith('en');
  const body = {
    ...problem.details,
    type: `/problems/${problem.code}`,
    title: english ? problem.text.en : problem.text.zh,
    status: problem.status,
    code: problem.code,
    instance: `urn:fanloom:request:${c.var.requestId}`,
    text: problem.text,
    ...(problem.fields && { fields: problem.fields }),
  };
  return c.body(JSON.stringify(body), problem.status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...problem.headers,
  });
}
