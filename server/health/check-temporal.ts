import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { TemporalSettings } from '../config/temporal.js';
import { fail, type Finding, ok } from './finding.js';
import { describeNamespace, NOT_FOUND, OK, PERMISSION_DENIED, systemInfo, UNAUTHENTICATED } from './temporal-call.js';

/** Whether Temporal answers and lets this process use the namespace. */
export async function checkTemporal(settings: TemporalSettings): Promise<Finding> {
  const { status, failure } = await describeNamespace(settings);
  const { address, namespace } = settings;
  switch (status) {
    case OK: {
      const { text: version } = await systemInfo(settings);
      const found = `Temporal ${version} ${address}, ${namespace}`;
      return ok('temporal', { zh: found, en: found });
    }
    case NOT_FOUND:
      return fail(
        'temporal',
        { zh: `Temporal 没有命名空间 ${namespace}`, en: `Temporal has no namespace ${namespace}` },
        {
          zh: `请运行 temporal operator namespace create --retention 72h ${namespace}，或修改 TEMPORAL_NAMESPACE。`,
          en: `Run temporal operator namespace create --retention 72h ${namespace}, or correct TEMPORAL_NAMESPACE.`,
        },
      );
    case PERMISSION_DENIED:
    case UNAUTHENTICATED:
      return fail(
        'temporal',
        { zh: 'Temporal 拒绝了本产品的身份', en: 'Temporal does not accept who we are' },
        {
          zh: '请检查 TEMPORAL_API_KEY 或客户端证书，以及它对该命名空间的权限。',
          en: 'Check TEMPORAL_API_KEY or the client certificate, and their rights on the namespace.',
        },
      );
    default:
      return unreached(address, failure ?? '');
  }
}

interface Silence {
  codes: RegExp;
  found: Bilingual;
  advice: Bilingual;
}

/** By the codes of the network and of TLS. */
const silences: Silence[] = [
  {
    codes: /^ENOTFOUND$|^EAI_AGAIN$/,
    found: { zh: '找不到 Temporal 的主机名', en: "Temporal's host name cannot be resolved" },
    advice: {
      zh: '请检查 TEMPORAL_ADDRESS 中的主机名和 DNS。',
      en: 'Check the host in TEMPORAL_ADDRESS, and the DNS.',
    },
  },
  {
    codes: /^CERT_HAS_EXPIRED$|^CERT_NOT_YET_VALID$/,
    found: { zh: 'Temporal 的证书已过期或尚未生效', en: "Temporal's certificate has expired, or is not valid yet" },
    advice: {
      zh: '请在 Temporal 一侧更新证书，之后会自动恢复；同时核对本机时间。',
      en: 'Renew it on the side of Temporal, then all goes on by itself; see that the clock of this machine is right.',
    },
  },
  {
    codes: /^ERR_SSL_.*ALERT.*CERTIFICATE/,
    found: { zh: 'Temporal 拒绝了我们的客户端证书', en: 'Temporal refuses our client certificate' },
    advice: {
      zh: '请检查 TEMPORAL_TLS_CLIENT_CERT_PATH 的证书是否缺失或过期；更新后重启 server 和 worker。',
      en: 'See whether the certificate in TEMPORAL_TLS_CLIENT_CERT_PATH is missing or has expired; after renewing it restart server and worker.',
    },
  },
  {
    codes: /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_)/,
    found: { zh: 'Temporal 的证书不受信任', en: "Temporal's certificate is not trusted" },
    advice: {
      zh: '请检查 TEMPORAL_TLS_SERVER_CA_CERT_PATH 和 TEMPORAL_TLS_SERVER_NAME。',
      en: 'Check TEMPORAL_TLS_SERVER_CA_CERT_PATH and TEMPORAL_TLS_SERVER_NAME.',
    },
  },
];

function unreached(address: string, code: string): Finding {
  const known = silences.find(({ codes }) => codes.test(code));
  if (known) return fail('temporal', told(known.found, code), known.advice);
  return fail(
    'temporal',
    { zh: `Temporal ${address} 没有应答`, en: `Temporal does not answer at ${address}` },
    {
      zh: '请检查 TEMPORAL_ADDRESS、TEMPORAL_TLS… 和网络策略（只有 worker 和 server 能访问）。没有 Temporal 时消息会等待，不会丢失。',
      en: 'Check TEMPORAL_ADDRESS, TEMPORAL_TLS… and network policies (only worker and server may reach it). Without Temporal messages wait; none is lost.',
    },
  );
}

function told({ zh, en }: Bilingual, code: string): Bilingual {
  return { zh: `${zh}（${code}）`, en: `${en} (${code})` };
}
