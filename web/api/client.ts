import type { AppType } from '@fanloom/server/http/app.js';
import { hc, parseResponse } from 'hono/client';
import { locale } from '../i18n/language.svelte.js';
import { connection } from './connection.svelte.js';
import { linesOf } from './lines.js';
import { problemOf, unreachable } from './problem.js';

/** What a proxy answers while the service behind it is away. */
const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504]);

let onLoggedOut = () => {};

/** Called when the server no longer knows this session. */
export function whenLoggedOut(run: () => void): void {
  onLoggedOut = run;
}

async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set('Accept-Language', locale());
  const response = await fetch(input, { ...init, headers }).catch(() => {
    connection.lost = !init?.signal?.aborted;
    throw unreachable();
  });
  connection.lost = GATEWAY.has(response.status);
  if (response.ok) return response;
  if (response.status === 401) onLoggedOut();
  throw await problemOf(response);
}

/** The server's routes as functions, typed by the server. Every call rejects with an ApiProblem when refused. */
export const api = hc<AppType>(window.location.origin, { fetch: ask });

/** The body of a successful answer. */
export const read = parseResponse;

/** The answer of a call as it comes in, a JSON value a line. */
export async function* stream<T>(path: string, json: unknown, signal: AbortSignal): AsyncGenerator<T, void> {
  const headers = { 'Content-Type': 'application/json' };
  yield* linesOf<T>(await ask(path, { method: 'POST', headers, body: JSON.stringify(json), signal }));
}

/** A call by its address, where the server's types cannot say what comes back. */
export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  more: { query?: Record<string, string | undefined>; json?: unknown; form?: FormData } = {},
): Promise<T> {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries(more.query ?? {})) if (value) url.searchParams.set(name, value);
  const headers: Record<string, string> = more.json === undefined ? {} : { 'Content-Type': 'application/json' };
  const body = more.form ?? (more.json === undefined ? undefined : JSON.stringify(more.json));
  const response = await ask(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}
