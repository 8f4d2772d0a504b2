import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporalSecurity } from './temporal.js';

describe('temporalSecurity', () => {
  let folder: string;
  let pem: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fanloom-temporal-'));
    pem = join(folder, 'pem');
    await writeFile(pem, 'PEM\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('encrypts nothing unless told', () => {
    expect(temporalSecurity({})).toEqual({});
    expect(temporalSecurity({ TEMPORAL_TLS: 'true' })).toEqual({ tls: {} });
  });

  it('sends an API key, from a file too, over TLS only', () => {
    expect(temporalSecurity({ TEMPORAL_API_KEY_FILE: pem })).toEqual({ apiKey: 'PEM', tls: {} });
    expect(() => temporalSecurity({ TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'false' })).toThrow('contradicts');
  });

  it('reads both halves of a client certificate, and refuses one', () => {
    const bytes = Buffer.from('PEM\n');
    const [certificate, key] = [{ TEMPORAL_TLS_CLIENT_CERT_PATH: pem }, { TEMPORAL_TLS_CLIENT_KEY_PATH: pem }];
    expect(temporalSecurity({ ...certificate, ...key })).toEqual({
      tls: { client: { certificate: bytes, key: bytes } },
    });
    expect(() => temporalSecurity(certificate)).toThrow('belong together');
    expect(() => temporalSecurity(key)).toThrow('belong together');
  });
});
