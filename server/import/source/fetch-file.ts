import { randomUUID } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { mkdir, rm } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import type { BlockList } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pinnedTo } from '../../channel/pinned-lookup.js';
import { reachableAddresses } from '../../channel/webhook-address.js';
import { Problem } from '../../problem/problem.js';
import { MOST_BYTES, storeFile } from '../file/store-file.js';
import type { StoredFile } from '../start-import.js';
import { sourceProblem } from './source.problems.js';

const MEGABYTE = 1024 ** 2;

/** What a host says of a file, to be asked by next time. */
export interface Version {
  etag: string | null;
  lastModified: string | null;
}

export interface Asked {
  url: string;
  /** A header that the host asks for. */
  header: { name: string; value: string } | undefined;
  /** What was had last: the same is not fetched again. */
  known: Version;
}

export interface FetchOptions {
  /** Addresses inside the company that IT lets the product call. */
  internalHosts: BlockList;
  /** Where the file is put. */
  folder: string;
  signal: AbortSignal;
  mostBytes?: number | undefined;
}

export type Fetched = 'unchanged' | { file: StoredFile & { path: string }; version: Version };

/**
 * Fetches a file from an address that people gave. Connects only where webhooks may go, follows no redirect, and goes
 * through no proxy.
 *
 * @throws Problem CHANNEL422 or CHANNEL423 for a host that must not or cannot be called, IMP131 to IMP135 for the rest
 */
export async function fetchFile(asked: Asked, options: FetchOptions): Promise<Fetched> {
  // One parsed address is checked and called: its text could be read in two ways.
  const url = new URL(asked.url);
  const addresses = await safeAddresses(url, options.internalHosts);
  const path = join(options.folder, `${randomUUID()}.part`);
  try {
    const response = await get(url, addresses, headersOf(asked), options.signal);
    if (response.statusCode === 304) return 'unchanged';
    requireFile(response);
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const body = Readable.from(atMost(response, options.mostBytes ?? MOST_BYTES));
    const file = await storeFile(body, path, nameOf(response, url));
    const { etag, 'last-modified': lastModified } = response.headers;
    return { file: { ...file, path }, version: { etag: etag ?? null, lastModified: lastModified ?? null } };
  } catch (error) {
    await rm(path, { force: true });
    throw error instanceof Problem ? error : sourceProblem('IMP132', {}, error);
  }
}

/**
 * The addresses of a host that files may be fetched from: encrypted, or inside the company.
 * @throws Problem as {@link fetchFile} does
 */
export async function safeAddresses(url: URL, internalHosts: BlockList): Promise<LookupAddress[]> {
  const addresses = await reachableAddresses(url, internalHosts);
  const isInside = ({ address, family }: LookupAddress) => internalHosts.check(address, family === 6 ? 'ipv6' : 'ipv4');
  if (url.protocol !== 'https:' && !addresses.every(isInside)) throw sourceProblem('IMP135');
  return addresses;
}

function headersOf({ header, known }: Asked): Record<string, string> {
  return {
    accept: '*/*',
    'accept-encoding': 'identity',
    ...(known.etag !== null && { 'if-none-match': known.etag }),
    ...(known.lastModified !== null && { 'if-modified-since': known.lastModified }),
    ...(header && { [header.name]: header.value }),
  };
}

function get(
  url: URL,
  addresses: LookupAddress[],
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const options = { headers, signal, agent: false, ...pinnedTo(addresses) };
  return new Promise((resolve, reject) => {
    (url.protocol === 'https:' ? https : http).get(url, options).once('error', reject).once('response', resolve);
  });
}

function requireFile(response: http.IncomingMessage): void {
  const status = response.statusCode ?? 0;
  const isRefused = status < 200 || status > 299 || (response.headers['content-encoding'] ?? 'identity') !== 'identity';
  if (!isRefused) return;
  response.destroy();
  throw status >= 300 && status < 400 ? sourceProblem('IMP133') : sourceProblem('IMP131', { status });
}

async function* atMost(response: http.IncomingMessage, most: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) throw sourceProblem('IMP134', { limit: Math.floor(most / MEGABYTE) });
    yield chunk;
  }
}

/** As the host calls the file, else the end of the address. */
function nameOf(response: http.IncomingMessage, url: URL): string {
  const disposition = response.headers['content-disposition'] ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)/i.exec(disposition)?.[1];
  return decoded(encoded ?? plain ?? url.pathname) || url.hostname;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
