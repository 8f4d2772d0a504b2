import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporalSecurity } from '@fanloom/server/config/temporal.js';
import { checkTemporal } from '@fanloom/server/health/check-temporal.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { startTestTemporal, type TestTemporal } from '@fanloom/server/testing/temporal.js';
import { temporalRing } from './temporal.js';

const run = promisify(execFile);
const hasOpenssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);
if (!hasOpenssl) process.stderr.write('openssl is missing: TLS to Temporal is not tried\n');

/** A front end that speaks TLS only, with a certificate of the company's own, to those who show one of it. */
describe.skipIf(!hasOpenssl)('Temporal behind TLS', () => {
  const name = 'temporal.internal';
  let folder: string;
  let temporal: TestTemporal;
  let front: Server;
  let address: string;
  beforeAll(async () => {
    [folder, temporal] = await Promise.all([makeTestFolder(), startTestTemporal()]);
    const file = (of: string) => join(folder, of);
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    await run('openssl', [...request, ...subject, '-keyout', file('key.pem'), '-out', file('cert.pem')]);
    const [key, cert] = await Promise.all([readFile(file('key.pem')), readFile(file('cert.pem'))]);
    const [host = '', port] = temporal.address.split(':');
    const options = { key, cert, ca: cert, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] };
    front = createServer(options, (secure) => {
      const plain = connect(Number(port), host);
      for (const [from, to] of [
        [secure, plain],
        [plain, secure],
      ] as const) {
        from.pipe(to);
        from.on('error', () => to.destroy());
      }
    });
    front.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${String((front.address() as AddressInfo).port)}`;
  });
  afterAll(async () => {
    front.close();
    await Promise.all([temporal.stop(), rm(folder, { recursive: true })]);
  });

  const settings = (client: boolean) => ({
    address,
    namespace: 'default',
    ...temporalSecurity({
      TEMPORAL_TLS_SERVER_NAME: name,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'cert.pem'),
      ...(client && {
        TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'cert.pem'),
        TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'key.pem'),
      }),
    }),
  });
  const id = '01900000-0000-7000-8000-000000000001';

  it('is reached by the doctor and by the worker', async () => {
    expect(await checkTemporal(settings(true))).toMatchObject({ state: 'ok' });
    await expect(temporalRing(settings(true))({ id, generation: 1 })).resolves.toBeUndefined();
  });

  it('is not reached without the client certificate, nor in the clear', async () => {
    const states = [settings(false), { address, namespace: 'default' }].map(
      async (one) => (await checkTemporal(one)).state,
    );
    expect(await Promise.all(states)).toEqual(['fail', 'fail']);
    await expect(temporalRing(settings(false))({ id, generation: 1 })).rejects.toThrow();
  });
});
