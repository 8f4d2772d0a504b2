import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const ACCESS_KEY_ID = 'fanloom';
const SECRET = 'a secret/with+signs=';
const REGION = 'cn-test-1';

/** A server of S3's language that computes every signature anew, and keeps files in memory. */
export interface FakeBucket {
  url: string;
  settings: { region: string; accessKeyId: string; secretAccessKey: string };
  /** By path below the server. */
  files: Map<string, Buffer>;
  /** Uploads that were begun and neither ended nor given up. */
  open: Set<string>;
  /** Method and path of each request that was signed well. */
  calls: string[];
  /** Statuses with which the next requests are answered instead. */
  failures: number[];
  close(): Promise<void>;
}

export async function fakeBucket(): Promise<FakeBucket> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const settings = { region: REGION, accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET };
  const bucket: FakeBucket = {
    url,
    settings,
    files: new Map(),
    open: new Set(),
    calls: [],
    failures: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const parts = new Map<string, Buffer>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { pathname, searchParams: query } = new URL(request.url ?? '', url);
    const failure = bucket.failures.shift();
    if (failure !== undefined) return void response.writeHead(failure).end();
    if (!isSigned(request, body)) return void refuse(response, 403, 'SignatureDoesNotMatch');
    bucket.calls.push(`${request.method ?? ''} ${pathname}`);
    const id = query.get('uploadId') ?? '';
    if (query.has('list-type')) return void response.end(listing(bucket.files, pathname, query));
    if (request.method === 'GET') {
      const file = bucket.files.get(pathname);
      return void (file ? response.end(file) : refuse(response, 404, 'NoSuchKey'));
    }
    if (request.method === 'DELETE') bucket.open.delete(id);
    if (request.method === 'PUT') {
      parts.set(`${id} ${query.get('partNumber') ?? ''}`, body);
      response.setHeader('ETag', `"${createHash('md5').update(body).digest('hex')}"`);
    }
    if (request.method !== 'POST') return void response.end();
    if (query.has('uploads')) {
      bucket.open.add(pathname);
      return void response.end(
        `<InitiateMultipartUploadResult><UploadId>${pathname}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>"([0-9a-f]{32})"/g)];
    const stored = named.map(([, n = '']) => parts.get(`${id} ${n}`) ?? Buffer.alloc(0));
    const isWhole = stored.every((part, n) => createHash('md5').update(part).digest('hex') === named[n]?.[2]);
    if (!isWhole || stored.length === 0) return void response.end('<Error><Code>InvalidPart</Code></Error>');
    bucket.files.set(pathname, Buffer.concat(stored));
    bucket.open.delete(id);
    response.end('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
  }
  return bucket;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
}

/** Two files a page. */
function listing(files: FakeBucket['files'], bucket: string, query: URLSearchParams): string {
  const begin = `${bucket.replace(/\/$/, '')}/`;
  const keys = [...files.keys()]
    .filter((path) => path.startsWith(begin + (query.get('prefix') ?? '')))
    .sort()
    .map((path) => path.slice(begin.length));
  const from = Number(query.get('continuation-token') ?? 0);
  const page = keys.slice(from, from + 2).map((key) => {
    const size = files.get(begin + key)?.length ?? 0;
    return `<Contents><Key>${key}</Key><ETag>"x"</ETag><Size>${String(size)}</Size></Contents>`;
  });
  const next = from + 2 < keys.length ? `<NextContinuationToken>${String(from + 2)}</NextContinuationToken>` : '';
  return `<ListBucketResult>${next}${page.join('')}</ListBucketResult>`;
}

/** Version 4 of AWS's signatures, after their documentation. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      request.headers.authorization ?? '',
    );
  const [, account, day = '', region = '', signed = '', signature] = given ?? [];
  if (account !== ACCESS_KEY_ID || region !== REGION) return false;
  if (request.headers['x-amz-content-sha256'] !== sha256(body)) return false;
  const [path = '', search = ''] = (request.url ?? '').split('?');
  const query = search.split('&').map((pair) => (pair === '' || pair.includes('=') ? pair : `${pair}=`));
  const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name])}\n`);
  const canonical = [request.method, path, query.sort().join('&'), headers.join(''), signed, sha256(body)].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', String(request.headers['x-amz-date']), scope, sha256(canonical)].join('\n');
  const key = ['s3', 'aws4_request'].reduce<Buffer>(hmac, hmac(hmac(`AWS4${SECRET}`, day), region));
  return hmac(key, toSign).toString('hex') === signature;
}
