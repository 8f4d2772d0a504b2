import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { codeOf, NoConnection } from './no-connection.js';

/** Why the database cannot be used, and what to do about it. */
export interface Trouble {
  found: Bilingual;
  advice: Bilingual;
}

/** By the codes of PostgreSQL, of the network and of TLS. */
const troubles: (Trouble & { codes: RegExp })[] = [
  {
    codes: /^28/,
    found: { zh: 'PostgreSQL 拒绝了账号或密码', en: 'PostgreSQL refuses the account or its password' },
    advice: {
      zh: '请检查 DATABASE_URL 中的用户和密码（或 DATABASE_PASSWORD_FILE），以及 pg_hba.conf。更换密码后须重启 server 和 worker。',
      en: 'Check user and password in DATABASE_URL (or DATABASE_PASSWORD_FILE), and pg_hba.conf. After a change of the password, restart server and worker.',
    },
  },
  {
    codes: /^3D000$/,
    found: { zh: 'PostgreSQL 中没有这个数据库', en: 'PostgreSQL has no such database' },
    advice: {
      zh: '请检查 DATABASE_URL 末尾的库名；新安装请先建库。',
      en: 'Check the name at the end of DATABASE_URL; for a new installation create the database first.',
    },
  },
  {
    codes: /^53300$/,
    found: { zh: 'PostgreSQL 的连接已用完', en: 'PostgreSQL has no connection left' },
    advice: {
      zh: '请调大 max_connections，或减少 server 和 worker 的数量。',
      en: 'Raise max_connections, or run fewer servers and workers.',
    },
  },
  {
    codes: /^53100$/,
    found: { zh: 'PostgreSQL 的磁盘已满', en: 'The disk of PostgreSQL is full' },
    advice: {
      zh: '请在 PostgreSQL 的机器上清理或扩容，之后会自动恢复；已确认的数据不受影响。',
      en: 'Make room on the machine of PostgreSQL; it then goes on by itself, and nothing that was acknowledged is lost.',
    },
  },
  {
    codes: /^25006$/,
    found: { zh: '数据库只读，无法写入', en: 'The database is read-only' },
    advice: {
      zh: '如果正在主备切换，切换完成后会自动恢复；否则请检查 DATABASE_URL 是否指向主库、default_transaction_read_only 是否打开。',
      en: 'During a failover it goes on by itself afterwards; else see that DATABASE_URL names the primary, and that default_transaction_read_only is off.',
    },
  },
  {
    codes: /^57P0[123]$/,
    found: { zh: 'PostgreSQL 正在启动或停止', en: 'PostgreSQL is starting or stopping' },
    advice: {
      zh: '稍等片刻会自动恢复；如果持续，请看 PostgreSQL 的日志。',
      en: 'It goes on by itself in a moment; if it stays, look at the log of PostgreSQL.',
    },
  },
  {
    codes: /^ENOTFOUND$|^EAI_AGAIN$/,
    found: { zh: '找不到数据库的主机名', en: "The database's host name cannot be resolved" },
    advice: { zh: '请检查 DATABASE_URL 中的主机名和 DNS。', en: 'Check the host in DATABASE_URL, and the DNS.' },
  },
  {
    codes: /^CERT_HAS_EXPIRED$|^CERT_NOT_YET_VALID$/,
    found: {
      zh: 'PostgreSQL 的证书已过期或尚未生效',
      en: "PostgreSQL's certificate has expired, or is not valid yet",
    },
    advice: {
      zh: '请更新证书并重新加载 PostgreSQL；同时核对本机时间。',
      en: 'Renew it and reload PostgreSQL; see that the clock of this machine is right.',
    },
  },
  {
    codes: /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_)/,
    found: { zh: 'PostgreSQL 的证书不受信任', en: "PostgreSQL's certificate is not trusted" },
    advice: {
      zh: '请按 docs/it/tls.zh.md 设置企业自己的证书机构；证书中的主机名须与 DATABASE_URL 一致。',
      en: "Name your company's authority as docs/it/tls.en.md says; the host in the certificate must be that of DATABASE_URL.",
    },
  },
];

const silence: Trouble = {
  found: { zh: '数据库没有应答', en: 'The database does not answer' },
  advice: {
    zh: '请检查 PostgreSQL 是否在运行、DATABASE_URL 的地址和端口，以及网络策略。',
    en: 'Check that PostgreSQL runs, address and port in DATABASE_URL, and network policies.',
  },
};

/** Of somebody who wanted a connection: whatever came instead of one is a trouble. */
export function troubleConnecting(code: string | undefined): Trouble {
  return troubles.find(({ codes }) => codes.test(code ?? '')) ?? silence;
}

/** In a statement: PostgreSQL's own codes only, for those of the network may be of anybody. */
const inStatement = /^(25006|53100|57P0[123])$/;

/** Undefined for faults that are not the database's. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof NoConnection) return troubleConnecting(error.code);
  const code = codeOf(error);
  return code !== undefined && inStatement.test(code) ? troubleConnecting(code) : undefined;
}
