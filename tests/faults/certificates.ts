import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const hasOpenssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);
if (!hasOpenssl) process.stderr.write('openssl is missing: certificates that have expired are not tried\n');

/** Paths of PEM files. */
export interface Certificates {
  authority: string;
  key: string;
  valid: string;
  /** Of the same key, over for years. */
  expired: string;
}

const NAMES = 'subjectAltName=IP:127.0.0.1,DNS:database.fanloom.test';
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const CONFIG = `
[ca]
default_ca = own
[own]
certificate = ca.pem
private_key = ca.key
new_certs_dir = .
database = index.txt
default_md = sha256
policy = any
copy_extensions = copy
rand_serial = yes
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = any
`;

/** An authority of the company, and what it has signed for a server on this machine. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'ca.cnf'), CONFIG);
  await writeFile(join(folder, 'index.txt'), '');
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  await openssl('req', '-x509', ...KEY, '-days', '2', '-subj', '/CN=Company', '-keyout', 'ca.key', '-out', 'ca.pem');
  const request = ['-subj', '/CN=127.0.0.1', '-addext', NAMES, '-keyout', 'server.key', '-out', 'server.csr'];
  await openssl('req', '-new', '-config', 'ca.cnf', ...KEY, ...request);
  const sign = (out: string, ...span: string[]) =>
    openssl('ca', '-batch', '-config', 'ca.cnf', '-notext', '-in', 'server.csr', '-out', out, ...span);
  await sign('valid.pem', '-days', '2');
  await sign('expired.pem', '-startdate', '20200101000000Z', '-enddate', '20200102000000Z');
  const file = (name: string) => join(folder, name);
  return { authority: file('ca.pem'), key: file('server.key'), valid: file('valid.pem'), expired: file('expired.pem') };
}
