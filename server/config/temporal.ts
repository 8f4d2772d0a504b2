import { readSettingFile, secretValue } from './secret-value.js';
import { UserError } from './user-error.js';

/** Where Temporal's front end is and how it is spoken to. */
export interface TemporalSettings {
  /** `host:port` */
  address: string;
  namespace: string;
  /** Sent with every call. */
  apiKey?: string;
  /** Without it nothing is encrypted. */
  tls?: TemporalTls;
}

/** PEM each. */
export interface TemporalTls {
  /** The name in the certificate, where it is not that of the address. */
  serverName?: string;
  /** Whose certificates are believed; without it those that the system believes. */
  ca?: Buffer;
  /** How this process shows who it is. */
  client?: { certificate: Buffer; key: Buffer };
}

/**
 * Reads `TEMPORAL_TLS…` and `TEMPORAL_API_KEY`, named as Temporal's own tools name them. An API key or any file turns TLS
 * on: neither makes sense without. Throws a UserError: CONFIG003 for a file that cannot be read, CONFIG004 for a certificate
 * without its key or the other way round, and for an API key that TLS is forbidden for.
 */
export function temporalSecurity(env: NodeJS.ProcessEnv): Pick<TemporalSettings, 'apiKey' | 'tls'> {
  const file = (name: string) => (env[name] ? readSettingFile(name, env[name]) : undefined);
  const apiKey = secretValue(env, 'TEMPORAL_API_KEY');
  const serverName = env['TEMPORAL_TLS_SERVER_NAME'] || undefined;
  const ca = file('TEMPORAL_TLS_SERVER_CA_CERT_PATH');
  const certificate = file('TEMPORAL_TLS_CLIENT_CERT_PATH');
  const key = file('TEMPORAL_TLS_CLIENT_KEY_PATH');
  if ((certificate === undefined) !== (key === undefined)) throw halfAPair();
  const needed = [apiKey, serverName, ca, key].some((value) => value !== undefined);
  if (needed && env['TEMPORAL_TLS'] === 'false') throw needsTls();
  if (!needed && env['TEMPORAL_TLS'] !== 'true') return {};
  return {
    ...(apiKey !== undefined && { apiKey }),
    tls: {
      ...(serverName !== undefined && { serverName }),
      ...(ca && { ca }),
      ...(certificate && key && { client: { certificate, key } }),
    },
  };
}

function halfAPair(): UserError {
  return new UserError('CONFIG004', {
    zh: '客户端证书和私钥要一起设置：TEMPORAL_TLS_CLIENT_CERT_PATH 与 TEMPORAL_TLS_CLIENT_KEY_PATH。',
    en: 'A client certificate and its key belong together: set both TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.',
  });
}

function needsTls(): UserError {
  return new UserError('CONFIG004', {
    zh: 'TEMPORAL_TLS=false 与 API 密钥或证书不能同时设置：密钥不会明文发送。请去掉其中一项。',
    en: 'TEMPORAL_TLS=false contradicts the API key or certificates that are set: a key is not sent in the clear. Take one of them away.',
  });
}
