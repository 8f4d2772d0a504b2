import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A port of this machine that nobody listens on now. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0, LOOPBACK);
  if (port === undefined) throw new Error('this machine has no free port');
  return port;
}

/** The first port from `from` on that is free on `host`; from 0: any free one. */
export async function firstFreePort(from: number, host: string): Promise<number> {
  for (let port = from; port <= 65_535; port++) {
    const free = await tryListen(port, host);
    if (free !== undefined) return free;
  }
  throw new Error(`no port from ${from} on is free`);
}

/** The port that `file` names when it is still free, else a new free one, which `file` names from now on. */
export async function rememberedPort(file: string): Promise<number> {
  const before = Number(await readFile(file, 'utf8').catch(() => ''));
  if (before > 0 && before <= 65_535 && (await tryListen(before, LOOPBACK)) !== undefined) return before;
  const port = await freePort();
  await writeFile(file, `${port}\n`);
  return port;
}

async function tryListen(port: number, host: string): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
