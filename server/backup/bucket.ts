import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { UserError } from '../config/user-error.js';
import type { BucketSettings } from './bucket-settings.js';
import { inParts } from './in-parts.js';

interface Pace {
  /** S3 takes 10,000 parts of a file. One at a time is held in memory, some times over. */
  partBytes: number;
  /** Seconds between tries of one request. */
  waits: readonly number[];
}

/** Files of up to 320 GB. */
const usual: Pace = { partBytes: 32 * 1024 * 1024, waits: [1, 5, 20] };

export interface BackupFile {
  name: string;
  bytes: number;
}

type Query = Record<string, string>;

/** Backups in a bucket of S3, or of what speaks its language. What goes wrong is a UserError: BACKUP002, BACKUP003, BACKUP005. */
export class Bucket {
  readonly #aws: AwsClient;

  constructor(
    private readonly settings: BucketSettings,
    private readonly pace = usual,
  ) {
    const { accessKeyId, secretAccessKey, region } = settings;
    this.#aws = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  }

  /** Stores what comes under a name, whole or not at all. @returns bytes */
  async put(name: string, content: AsyncIterable<Uint8Array>): Promise<number> {
    const begun = await this.#text('POST', name, { uploads: '' });
    const uploadId = /<UploadId>([^<]+)</.exec(begun)?.[1] ?? '';
    try {
      const parts: string[] = [];
      let bytes = 0;
      for await (const part of inParts(content, this.pace.partBytes)) {
        const partNumber = String(parts.length + 1);
        const stored = await this.#call('PUT', name, { partNumber, uploadId }, part);
        parts.push(
          `<Part><PartNumber>${partNumber}</PartNumber><ETag>${stored.headers.get('etag') ?? ''}</ETag></Part>`,
        );
        bytes += part.length;
      }
      if (parts.length === 0) throw nothing();
      const list = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
      const ended = await this.#text('POST', name, { uploadId }, Buffer.from(list));
      // An error may come after the status was sent.
      if (!ended.includes('CompleteMultipartUploadResult')) throw refused(ended, 200);
      return bytes;
    } catch (error) {
      // Parts of an upload that is not ended cost room for ever.
      await this.#call('DELETE', name, { uploadId }).catch(() => undefined);
      throw error;
    }
  }

  async get(name: string): Promise<AsyncIterable<Uint8Array>> {
    const { body } = await this.#call('GET', name);
    if (!body) throw refused('', 204);
    return body;
  }

  /** The oldest first. */
  async list(): Promise<BackupFile[]> {
    const files: BackupFile[] = [];
    let more: Query | undefined = {};
    while (more) {
      const page = await this.#text('GET', undefined, { 'list-type': '2', prefix: this.settings.prefix, ...more });
      for (const [, name = '', size] of page.matchAll(/<Key>[^<]*?([^/<]+\.backup)<\/Key>[^]*?<Size>(\d+)</g)) {
        files.push({ name, bytes: Number(size) });
      }
      const [, token] = /<NextContinuationToken>([^<]+)</.exec(page) ?? [];
      more = token === undefined ? undefined : { 'continuation-token': token };
    }
    return files.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #text(method: string, name: string | undefined, query: Query, body?: Uint8Array<ArrayBuffer>): Promise<string> {
    return (await this.#call(method, name, query, body)).text();
  }

  /** @param name of a file; undefined: the bucket itself */
  async #call(method: string, name?: string, query: Query = {}, body?: Uint8Array<ArrayBuffer>): Promise<Response> {
    const { url, prefix } = this.settings;
    const address = new URL(url);
    if (name !== undefined) address.pathname = `${address.pathname.replace(/\/$/, '')}/${prefix}${name}`;
    address.search = new URLSearchParams(query).toString();
    const headers = {
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    };
    for (let attempt = 0; ; attempt++) {
      const wait = this.pace.waits[attempt];
      const answer = await this.#aws
        .fetch(address, { method, headers, ...(body && { body }) })
        .catch((error: unknown) => {
          if (wait === undefined) throw away(address, error);
          return undefined;
        });
      if (answer?.ok) return answer;
      const isTemporary = answer === undefined || answer.status === 429 || answer.status >= 500;
      if (answer && (!isTemporary || wait === undefined)) throw refused(await answer.text(), answer.status);
      await delay((wait ?? 0) * 1_000);
    }
  }
}

function refused(answer: string, status: number): UserError {
  const code = /<Code>(\w+)</.exec(answer)?.[1] ?? `HTTP ${String(status)}`;
  return new UserError('BACKUP002', {
    zh: `存储桶拒绝了请求（${code}）。请检查 BACKUP_S3_URL、BACKUP_S3_REGION、密钥及其权限、文件名，以及本机时钟。`,
    en: `The bucket refuses (${code}). Check BACKUP_S3_URL, BACKUP_S3_REGION, the key and its rights, the name of the file, and this machine's clock.`,
  });
}

function nothing(): UserError {
  return new UserError('BACKUP005', {
    zh: '没有收到任何内容：备份不会是空文件。请看之前的步骤为何失败。',
    en: 'Nothing came in, and no backup is empty: see why the step before failed.',
  });
}

function away({ host }: URL, error: unknown): UserError {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '—';
  return new UserError(
    'BACKUP003',
    {
      zh: `无法连接 ${host}（${code}）。请检查 BACKUP_S3_URL、网络策略；证书由公司签发时设置 NODE_EXTRA_CA_CERTS。`,
      en: `${host} cannot be reached (${code}). Check BACKUP_S3_URL and network policies; where the company signs certificates, NODE_EXTRA_CA_CERTS.`,
    },
    { cause: error },
  );
}
