import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, BlockList } from 'node:net';
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signedCall } from './webhook.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'fanloom-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

let server: Server;
let port: string;
let calls: IncomingHttpHeaders[];
let answer: { status: number; location?: string };
const outside = '93.184.216.34';

beforeEach(async () => {
  calls = [];
  answer = { status: 200 };
  vi.spyOn(dns, 'lookup');
  syncBuiltinESMExports();
  server = createServer((request, response) => {
    calls.push(request.headers);
    response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = portOf(server);
});

afterEach(async () => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const loopback = new BlockList();
loopback.addAddress('127.0.0.1');

const call = (url: string, internalHosts = new BlockList()) =>
  signedCall({ url, secret: Buffer.from('x'), internalHosts }, { key: 'k', body: '{}' });

/** What the name server says to one question after another. */
function resolvesTo(...answers: string[][]) {
  for (const addresses of answers) {
    vi.mocked(dns.lookup).mockResolvedValueOnce(addresses.map((address) => ({ address, family: 4 })) as never);
  }
}

describe('an address inside the company is never called', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '017700000001',
    '0177.0.0.1',
    '127。0。0。1',
    '１２７.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[::ffff:0:7f00:1]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[::]',
    '0.0.0.0',
    '0',
    '127.0.0.1.',
    'LOCALHOST',
    '100.64.0.1',
    '0300.0250.1',
    '192.0.0.192',
    '198.18.0.1',
    '255.255.255.255',
    '[fec0::1]',
    '[ff02::1]',
    '[2002:a00:1::]',
    '[2001:db8::1]',
    '[0:0:0:0:0:ffff:0a00:0001]',
    '①②⑦.⓪.⓪.①',
  ])('%s', async (host) => {
    expect(await call(`http://${host}:${port}/`)).toEqual({ kind: 'failed', reason: 'inside_company' });
    expect(calls).toHaveLength(0);
  });

  it('that is this machine’s, also a public one', async () => {
    const own = {
      address: outside,
      netmask: '255.255.255.0',
      mac: '',
      internal: false,
      cidr: null,
      family: 'IPv4' as const,
    };
    vi.spyOn(os, 'networkInterfaces').mockReturnValue({ eth0: [own] });
    syncBuiltinESMExports();
    resolvesTo([outside]);
    expect(await call(`http://${outside}:${port}/`)).toMatchObject({ reason: 'inside_company' });
    expect(await call(`http://crm.example:${port}/`)).toMatchObject({ reason: 'inside_company' });
  });

  it('by a name of which one address is inside', async () => {
    resolvesTo([outside, '127.0.0.1']);
    expect(await call(`http://erp.example:${port}/`)).toEqual({ kind: 'failed', reason: 'inside_company' });
    expect(calls).toHaveLength(0);
  });

  it('by a name that means something else at the next call', async () => {
    resolvesTo(['127.0.0.1'], ['10.0.0.1']);
    // Nobody else knows the name: what was checked is what was called.
    expect(await call(`http://rebind.invalid:${port}/`, loopback)).toEqual({ kind: 'sent' });
    expect(calls).toMatchObject([{ host: `rebind.invalid:${port}` }]);
    expect(await call(`http://rebind.invalid:${port}/`, loopback)).toMatchObject({ reason: 'inside_company' });
    expect(calls).toHaveLength(1);
  });

  it('by a redirect', async () => {
    const there = vi.fn();
    const inner = createServer((_, response) => {
      there();
      response.end();
    });
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${String((inner.address() as AddressInfo).port)}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      answer = { status, location };
      expect(await call(`http://127.0.0.1:${port}/`, loopback)).toEqual({ kind: 'unknown' });
    }
    expect(there).not.toHaveBeenCalled();
    await new Promise((resolve) => inner.close(resolve));
  });
});

it('asks again later when the host is unknown or refuses connections', async () => {
  resolvesTo([]);
  expect(await call('http://nobody.invalid/')).toEqual({ kind: 'later' });
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const free = String((closed.address() as AddressInfo).port);
  await new Promise((resolve) => closed.close(resolve));
  expect(await call(`http://127.0.0.1:${free}/`, loopback)).toEqual({ kind: 'later' });
});

describe('asks again later, for nothing was sent, when TLS', () => {
  it('cannot be agreed on', async () => {
    const received = vi.fn();
    const deaf = createSecureServer({}, received);
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    expect(await call(`https://127.0.0.1:${portOf(deaf)}/`, loopback)).toEqual({ kind: 'later' });
    expect(received).not.toHaveBeenCalled();
    await new Promise((resolve) => deaf.close(resolve));
  });

  it.skipIf(!hasOpenssl)('shows a certificate that nobody vouches for', async () => {
    const received = vi.fn();
    const unknown = createSecureServer(await ownCertificate(), received);
    await new Promise<void>((resolve) => unknown.listen(0, '127.0.0.1', resolve));
    expect(await call(`https://127.0.0.1:${portOf(unknown)}/`, loopback)).toEqual({ kind: 'later' });
    expect(received).not.toHaveBeenCalled();
    await new Promise((resolve) => unknown.close(resolve));
  });
});

function portOf(listening: Server): string {
  return String((listening.address() as AddressInfo).port);
}

async function ownCertificate() {
  const run = promisify(execFile);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1'];
  await run('openssl', [...request, '-keyout', key, '-out', cert]);
  return { key: await readFile(key), cert: await readFile(cert) };
}
