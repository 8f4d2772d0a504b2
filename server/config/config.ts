import type { BlockList } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ReplicaPlace } from '../db/read-replica.js';
import { databaseUrl } from './database-url.js';
import { parseNetworks } from './networks.js';
import { parseSpeed } from './speed.js';
import { type TemporalSettings, temporalSecurity } from './temporal.js';
import { UserError } from './user-error.js';

const port = z.coerce.number().int().min(0).max(65_535);

const networks = z
  .string()
  .default('')
  .transform((text, context) => {
    const parsed = parseNetworks(text);
    if (parsed === undefined) context.addIssue({ code: 'custom', message: 'such as 10.0.0.1, 192.168.0.0/16' });
    return parsed ?? z.NEVER;
  });

/** Every setting of the server and the worker, by the name of its environment variable. Empty means not set. */
const environment = z.object({
  /** Where PostgreSQL 15 or later is: `postgres://user:password@host:port/database`; for other ways to say it see `database-url.ts`. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** A streaming copy of that database, from which the server reads reports. Not set: it reads them from the database. */
  DATABASE_READ_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** How many seconds the copy may be behind; when it is more, reports come from the database. */
  DATABASE_READ_LAG: z.coerce.number().int().min(1).max(3_600).default(10),
  /** `host:port` of the Temporal front end. The worker works with it; the server only asks whether it is there. */
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/)
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  /** Whether Temporal is spoken to over TLS; for certificates and the API key see `temporal.ts`. */
  TEMPORAL_TLS: z.enum(['true', 'false']).optional(),
  /** Path of the secrets file, see `secrets.ts`. */
  FANLOOM_SECRETS: z.string().min(1),
  /** Folder of uploaded files until they are imported. Not set: `uploads` beside the secrets file. */
  FANLOOM_UPLOADS: z.string().optional(),
  /** Pace of a simulated business clock, such as `1d=10s`. Not set: real time. */
  FANLOOM_SPEED: z
    .string()
    .transform((text, context) => {
      const speed = parseSpeed(text);
      if (speed === undefined) context.addIssue({ code: 'custom', message: 'such as 1d=10s' });
      return speed ?? z.NEVER;
    })
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  /** Port on which the server answers `/metrics`, on every address. Not set: the port of the web pages does. */
  METRICS_PORT: port.optional(),
  /** Port on which the worker answers `/healthz`, `/readyz` and `/metrics`. Not set: it does not listen. */
  WORKER_HEALTH_PORT: port.optional(),
  /** How browsers reach the product when a proxy stands before it, such as `https://crm.example.com`. */
  PUBLIC_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Proxies whose X-Forwarded-For is believed: addresses and networks, separated by commas. */
  TRUSTED_PROXIES: networks,
  /** Addresses and networks inside the company that webhooks may call. */
  FANLOOM_INTERNAL_HOSTS: networks,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  databaseUrl: string;
  /** A copy of the database for reports; undefined: there is none. */
  readReplica: ReplicaPlace | undefined;
  temporal: TemporalSettings;
  secretsFile: string;
  uploadFolder: string;
  /** Business seconds per real second of a simulated clock; undefined: real time. */
  speed: number | undefined;
  host: string;
  port: number;
  /** Where the server tells its figures; undefined: on the port of the web pages. */
  metricsPort: number | undefined;
  /** Where the worker tells its health; undefined: nowhere. */
  workerHealthPort: number | undefined;
  publicOrigin: string | undefined;
  trustedProxies: BlockList;
  internalHosts: BlockList;
  logLevel: z.infer<typeof environment>['LOG_LEVEL'];
}

/**
 * Reads the settings of a process from its environment.
 * Throws a UserError: CONFIG001 names every variable that is missing or wrong, never its value: it may be a secret;
 * CONFIG003 a secret's file that cannot be read, CONFIG004 settings of Temporal that contradict each other.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const named = {
    ...env,
    DATABASE_URL: databaseUrl(env),
    DATABASE_READ_URL: databaseUrl(env, 'DATABASE_READ_URL'),
  };
  const set = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== '' && value !== undefined));
  const result = environment.safeParse(set);
  if (!result.success) throw wrongSettings(result.error.issues, set);
  const settings = result.data;
  return {
    databaseUrl: settings.DATABASE_URL,
    readReplica: settings.DATABASE_READ_URL
      ? { url: settings.DATABASE_READ_URL, lagSeconds: settings.DATABASE_READ_LAG }
      : undefined,
    temporal: {
      address: settings.TEMPORAL_ADDRESS,
      namespace: settings.TEMPORAL_NAMESPACE,
      ...temporalSecurity(env),
    },
    secretsFile: settings.FANLOOM_SECRETS,
    uploadFolder: settings.FANLOOM_UPLOADS ?? join(dirname(settings.FANLOOM_SECRETS), 'uploads'),
    speed: settings.FANLOOM_SPEED,
    host: settings.HOST,
    port: settings.PORT,
    metricsPort: settings.METRICS_PORT,
    workerHealthPort: settings.WORKER_HEALTH_PORT,
    publicOrigin: settings.PUBLIC_ORIGIN,
    trustedProxies: settings.TRUSTED_PROXIES,
    internalHosts: settings.FANLOOM_INTERNAL_HOSTS,
    logLevel: settings.LOG_LEVEL,
  };
}

function wrongSettings(issues: z.core.$ZodIssue[], set: Record<string, string | undefined>): UserError {
  const names = [...new Set(issues.map((issue) => String(issue.path[0])))];
  const missing = names.filter((name) => set[name] === undefined);
  const wrong = names.filter((name) => set[name] !== undefined);
  return new UserError('CONFIG001', {
    zh: `配置有误。${listed('缺少：', missing, '。')}${listed('格式不对：', wrong, '。')}请检查环境变量，说明见 docs/settings.md。`,
    en: `The settings are not right. ${listed('Missing: ', missing, '. ')}${listed('Malformed: ', wrong, '. ')}Check the environment variables; docs/settings.md explains them.`,
  });
}

function listed(before: string, names: string[], after: string): string {
  return names.length === 0 ? '' : `${before}${names.join(', ')}${after}`;
}
