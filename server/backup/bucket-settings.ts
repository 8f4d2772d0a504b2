import { secretValue } from '../config/secret-value.js';
import { UserError } from '../config/user-error.js';

/** A bucket and the key that may write to it. */
export interface BucketSettings {
  /** Of the bucket, whichever way it is named: `https://host/bucket` or `https://bucket.host`. */
  url: URL;
  /** What names begin with: empty, or with a `/` at its end. */
  prefix: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Reads `BACKUP_S3_…` from the environment. Throws a UserError: BACKUP001 names what is missing, CONFIG003 a file that cannot be read. */
export function bucketSettings(env: NodeJS.ProcessEnv): BucketSettings {
  const url = env['BACKUP_S3_URL'] ?? '';
  const accessKeyId = secretValue(env, 'BACKUP_S3_ACCESS_KEY_ID');
  const secretAccessKey = secretValue(env, 'BACKUP_S3_SECRET_ACCESS_KEY');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw missing('BACKUP_S3_URL');
  if (accessKeyId === undefined) throw missing('BACKUP_S3_ACCESS_KEY_ID');
  if (secretAccessKey === undefined) throw missing('BACKUP_S3_SECRET_ACCESS_KEY');
  const prefix = (env['BACKUP_S3_PREFIX'] ?? '').replace(/^\/+|\/+$/g, '');
  return {
    url: new URL(url),
    prefix: prefix === '' ? '' : `${prefix}/`,
    region: env['BACKUP_S3_REGION'] || 'us-east-1',
    accessKeyId,
    secretAccessKey,
  };
}

function missing(name: string): UserError {
  return new UserError('BACKUP001', {
    zh: `没有设置 ${name}，或格式不对。BACKUP_S3_URL 是存储桶的网址，例如 https://minio.internal:9000/backups；密钥放在 BACKUP_S3_ACCESS_KEY_ID 与 BACKUP_S3_SECRET_ACCESS_KEY（或加 _FILE 指向文件）。`,
    en: `${name} is missing or malformed. BACKUP_S3_URL is the address of the bucket, such as https://minio.internal:9000/backups; its key stands in BACKUP_S3_ACCESS_KEY_ID and BACKUP_S3_SECRET_ACCESS_KEY (or in files, named with _FILE behind).`,
  });
}
