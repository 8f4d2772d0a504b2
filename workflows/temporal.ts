import { Client, Connection } from '@temporalio/client';
import type { TemporalSettings } from '@fanloom/server/config/temporal.js';
import type { Ring } from './dispatch/ringer.js';

export const TASK_QUEUE = 'fanloom-runs';

/** The settings in the words of the SDK, for connections of its client and of its worker. */
export function connectionOptions({ address, apiKey, tls }: TemporalSettings) {
  return {
    address,
    ...(apiKey !== undefined && { apiKey }),
    ...(tls && {
      tls: {
        ...(tls.serverName !== undefined && { serverNameOverride: tls.serverName }),
        ...(tls.ca && { serverRootCACertificate: tls.ca }),
        ...(tls.client && { clientCertPair: { crt: tls.client.certificate, key: tls.client.key } }),
      },
    }),
  };
}

/** Rings a run's workflow, starting it if there is none. The connection is made on first use and again after a fault. */
export function temporalRing(settings: TemporalSettings): Ring {
  let client: Promise<Client> | null = null;
  const connect = async () =>
    new Client({
      connection: await Connection.connect(connectionOptions(settings)),
      namespace: settings.namespace,
    });
  return async (run) => {
    client ??= connect();
    try {
      await (
        await client
      ).workflow.signalWithStart('runSop', {
        workflowId: `run/${run.id}/${String(run.generation)}`,
        taskQueue: TASK_QUEUE,
        args: [{ run: run.id, generation: run.generation }],
        signal: 'ring',
      });
    } catch (error) {
      client = null;
      throw error;
    }
  };
}
