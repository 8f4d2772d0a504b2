import type { TemporalSettings } from '../config/temporal.js';
import { fail, type Finding, ok } from './finding.js';
import { describeNamespace, NOT_FOUND, OK, PERMISSION_DENIED, systemInfo, UNAUTHENTICATED } from './temporal-call.js';

/** Whether Temporal answers and lets this process use the namespace. */
export async function checkTemporal(settings: TemporalSettings): Promise<Finding> {
  const { status } = await describeNamespace(settings);
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
      return fail(
        'temporal',
        { zh: `Temporal ${address} 没有应答`, en: `Temporal does not answer at ${address}` },
        {
          zh: '请检查 TEMPORAL_ADDRESS、TEMPORAL_TLS… 和网络策略（只有 worker 和 server 能访问）。没有 Temporal 时消息会等待，不会丢失。',
          en: 'Check TEMPORAL_ADDRESS, TEMPORAL_TLS… and network policies (only worker and server may reach it). Without Temporal messages wait; none is lost.',
        },
      );
  }
}
