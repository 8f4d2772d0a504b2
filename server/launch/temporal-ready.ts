import { describeNamespace, OK } from '../health/temporal-call.js';

/** Whether the Temporal front end at `address` (host:port, without TLS) serves `namespace` now. */
export async function servesNamespace(address: string, namespace: string): Promise<boolean> {
  return (await describeNamespace({ address, namespace })).status === OK;
}
