import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A running part of the product: PostgreSQL, Temporal, the server or the worker. */
export interface Service {
  readonly pid: number;
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends the process and waits until it is gone. Harmless when it is gone already. */
  stop(): Promise<void>;
}

/** Wraps a child as a service that gets SIGTERM and, `grace` milliseconds later, SIGKILL. Throws when it did not start. */
export async function childService(child: ChildProcess, grace: number): Promise<Service> {
  const { pid } = child;
  if (pid === undefined) throw await new Promise<Error>((resolve) => child.once('error', resolve));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([exited, delay(grace, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await exited;
  };
  return { pid, exited, stop };
}
