import { hostname } from 'node:os';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import pg from 'pg';
import type { TemporalSettings } from '@fanloom/server/config/temporal.js';
import type { Db } from '@fanloom/server/db/database.js';
import { settleIn } from '@fanloom/server/delivery/delivery-hold.js';
import { RELEASE } from '@fanloom/server/launch/release.js';
import { runActivities } from './activities/run-activities.js';
import { withHeartbeat } from './activities/heartbeat.js';
import type { ProviderDirectory } from './channels/provider-directory.js';
import { Delivery } from './delivery/delivery.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { ensurePartitions } from './dispatch/partitions.js';
import { Loop, summaryOf } from './dispatch/loop.js';
import { TemporalWatch } from './dispatch/temporal-watch.js';
import { escalate } from './ladder/escalate.js';
import { push } from './push/push.js';
import type { TargetDirectory } from './push/target-directory.js';
import { connectionOptions, TASK_QUEUE, temporalRing } from './temporal.js';

export interface EngineOptions {
  db: Db;
  databaseUrl: string;
  temporal: TemporalSettings;
  providers: ProviderDirectory;
  targets: TargetDirectory;
  /** The workflow's code, bundled. */
  workflowBundle: { code: string } | { codePath: string };
  speed: number;
  log: Logger;
}

const CONNECT_AGAIN_MS = 1_000;
const LOOK_FOR_TEMPORAL_MS = 5_000;

/** Everything that moves fans: dispatcher, delivery and the Temporal worker, in one process. */
export class Engine {
  readonly #dispatcher: Dispatcher;
  readonly #delivery: Delivery;
  readonly #loops: Loop[];
  readonly #listener: pg.Client;
  #worker: Worker | null = null;
  readonly #stop = new AbortController();
  readonly #working: Promise<void>;

  private constructor(
    private readonly options: EngineOptions,
    listener: pg.Client,
  ) {
    const { db, providers, targets, speed, log, temporal } = options;
    const owner = `${hostname()}/${String(process.pid)}/${String(Date.now())}`;
    this.#dispatcher = new Dispatcher({ db, owner, ring: temporalRing(temporal), speed, log });
    const { signal: stop } = this.#stop;
    this.#delivery = new Delivery({ db, providers, log, stop, onRoom: () => deliverLoop.hurry() });
    const watch = new TemporalWatch(temporal, log);
    const deliverLoop = new Loop('deliver', () => this.#delivery.pass(), 100, log);
    this.#loops = [
      deliverLoop,
      new Loop('escalate', () => escalate(db), 1_000, log),
      new Loop('push', () => push(db, targets), 500, log),
      new Loop('temporal', () => watch.look(), LOOK_FOR_TEMPORAL_MS, log),
      new Loop('recover', () => this.#delivery.recover(), 2_000, log),
    ];
    this.#listener = listener;
    listener.on('notification', () => this.#dispatcher.hurry());
    // Without notifications facts are found by looking, only later.
    listener.on('error', (error) => log.warn({ err: summaryOf(error) }, 'no notifications'));
    this.#working = this.#work();
  }

  static async start(options: EngineOptions): Promise<Engine> {
    await ensurePartitions(options.db);
    await settleIn(options.db);
    const listener = new pg.Client({ connectionString: options.databaseUrl, application_name: 'fanloom-listen' });
    await listener.connect();
    await listener.query('listen fanloom_outbox');
    return new Engine(options, listener);
  }

  /** Lets what is at work come to its end. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#worker?.getState() === 'RUNNING') this.#worker.shutdown();
    await Promise.all([this.#dispatcher.stop(), ...this.#loops.map((loop) => loop.stop()), this.#working]);
    await this.#delivery.done();
    await this.#listener.end();
  }

  /** While Temporal is away everything else goes on; facts wait in the outbox, runs in their rows. */
  async #work(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#workOnce();
      } catch (error) {
        this.options.log.warn({ err: summaryOf(error) }, 'no Temporal');
        await new Promise((resolve) => setTimeout(resolve, CONNECT_AGAIN_MS));
      }
    }
  }

  async #workOnce(): Promise<void> {
    const { db, temporal, workflowBundle } = this.options;
    const connection = await NativeConnection.connect(connectionOptions(temporal));
    try {
      this.#worker = await Worker.create({
        connection,
        namespace: temporal.namespace,
        taskQueue: TASK_QUEUE,
        workflowBundle,
        activities: { ...withHeartbeat(runActivities(db)) },
        maxConcurrentActivityTaskExecutions: 8,
        maxCachedWorkflows: 200,
        // Only a label in Temporal's pages: a run is not tied to the release that began it, see docs/decisions/014.
        workerDeploymentOptions: {
          version: { deploymentName: 'fanloom', buildId: RELEASE },
          useWorkerVersioning: false,
        },
        // A run whose history does not fit this release's code begins again from its rows when it is rung next.
        workflowFailureErrorTypes: { '*': ['NondeterminismError', 'DeterminismViolationError'] },
        shutdownGraceTime: '10 seconds',
      });
      if (!this.#stop.signal.aborted) await this.#worker.run();
    } finally {
      await connection.close();
    }
  }
}
