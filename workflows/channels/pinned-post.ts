import type { LookupAddress } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { TLSSocket } from 'node:tls';
import { pinnedTo } from '@fanloom/server/channel/pinned-lookup.js';

const TIMEOUT_MS = 10_000;

/** Connections are kept, each to an address that was checked when it was made. */
const keepAlive = { keepAlive: true, timeout: 5_000 };
const agents = { http: new http.Agent(keepAlive), https: new https.Agent(keepAlive) };

/** There was no connection to one whose certificate is trusted: nothing of the body has left. */
export class NotConnected extends Error {}

/**
 * Posts a body and answers with the status. Connects to one of the given addresses whatever the name of the host means
 * by now, follows no redirect, and goes through no proxy.
 *
 * @throws NotConnected; Error of the connection, with its `code`; AbortError after ten seconds
 */
export function pinnedPost(
  url: URL,
  addresses: LookupAddress[],
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<number> {
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    ...pinnedTo(addresses),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...options, agent: agents.https })
        : http.request(url, { ...options, agent: agents.http });
    const fail = (error: Error) => {
      // Node sends nothing before the certificate is verified.
      const untrusted = request.socket instanceof TLSSocket && !request.socket.authorized;
      reject(untrusted ? new NotConnected('No trusted connection', { cause: error }) : error);
    };
    request.once('error', fail).once('response', (response) => {
      response
        .once('error', reject)
        .once('end', () => resolve(response.statusCode ?? 0))
        .resume();
    });
    request.end(body);
  });
}
