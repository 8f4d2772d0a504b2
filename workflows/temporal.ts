import { Client, Connection } from '@temporalio/client';
import type { Ring } from './dispatch/ringer.js';

export const TASK_QUEUE = 'fanloom-runs';

export interface TemporalAddress {
  address: string;
  namespace: string;
}

/** Rings a run's workflow, starting it if there is none. The connection is made on first use and again after a fault. */
export function temporalRing({ address, namespace }: TemporalAddress): Ring {
  let client: Promise<Client> | null = null;
  const connect = async () => new Client({ connection: await Connection.connect({ address }), namespace });
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
