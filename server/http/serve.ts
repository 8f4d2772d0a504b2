import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { ensurePackagedRoles } from '../access/packaged-roles.js';
import { readConfig } from '../config/config.js';
import { readSecrets } from '../config/secrets.js';
import { openDatabase } from '../db/database.js';
import { openReadReplica } from '../db/read-replica.js';
import { startFanJobs } from '../fan-job/run-fan-jobs.js';
import { startImportRunner } from '../import/run/import-runner.js';
import { startPullRunner } from '../import/source/pull-runner.js';
import { RELEASE } from '../launch/release.js';
import { tellWhyItEnds } from '../launch/tell-why.js';
import { prepareInThread } from '../import/prepare-in-thread.js';
import { errorForLog } from '../problem/error-for-log.js';
import { startNightly } from '../privacy/nightly.js';
import { startTracing } from '../trace/tracing.js';
import { createApp } from './app.js';
import { createMetrics, listenForMetrics } from './metrics.js';

/** An answer that something is wrong is worth more than one that never comes. */
const CONNECTION_WITHIN_MS = 10_000;

/**
 * Longer than proxies and clients keep idle connections (nginx 60 s, Traefik 90 s, Caddy 120 s): when the server is the first
 * to close one, a request that is just being sent on it fails.
 */
const IDLE_FOR_MS = 130_000;

/** Entry of the server process. SIGTERM lets running requests finish, SIGINT the same. */
const log = pino({ base: { process: 'server' } });
tellWhyItEnds(log);
const config = readConfig(process.env);
log.level = config.logLevel;
const db = openDatabase(config.databaseUrl, { name: 'fanloom-server', waitMs: CONNECTION_WITHIN_MS });
const replica = config.readReplica && (await openReadReplica(config.databaseUrl, config.readReplica));
let draining = false;

const stopTracing = await startTracing('server', RELEASE, process.env);

await ensurePackagedRoles(db);

const secrets = await readSecrets(config.secretsFile);
const metrics = createMetrics();
const app = createApp(
  {
    db,
    ...(replica && { replica }),
    log,
    secrets,
    settings: {
      publicOrigin: config.publicOrigin,
      trustedProxies: config.trustedProxies,
      internalHosts: config.internalHosts,
      webRoot: fileURLToPath(new URL('../../../web/dist', import.meta.url)),
      uploadFolder: config.uploadFolder,
      temporal: config.temporal,
      threadDatabase: () => replica?.url() ?? config.databaseUrl,
    },
  },
  { isDraining: () => draining, metrics, tellsMetrics: config.metricsPort === undefined },
);

const serverOptions = {
  // Large files take long on slow lines; `slowBodies` sees to those that do not come on.
  requestTimeout: 0,
  keepAliveTimeout: IDLE_FOR_MS,
};

const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port, serverOptions }, (address) => {
  log.info({ address: address.address, port: address.port }, 'listening');
});

const metricsServer = config.metricsPort === undefined ? undefined : listenForMetrics(metrics, config.metricsPort);

const imports = startImportRunner({
  db,
  keys: secrets,
  folder: config.uploadFolder,
  prepare: prepareInThread,
  // The texts of PostgreSQL and of libraries quote the data they fail on.
  onError: (error, importId) => log.error({ import_id: importId, ...errorForLog(error) }, 'import failed'),
});

const pulls = startPullRunner(
  { db, keys: secrets, folder: config.uploadFolder, internalHosts: config.internalHosts },
  (error) => log.error(errorForLog(error), 'pull of an import failed'),
);

const fanJobs = startFanJobs(db, (error) => log.error(errorForLog(error), 'job on fans failed'));

const nightly = startNightly({ db, secrets, log });

/** Longest wait for requests that still run when told to stop, in milliseconds. */
const drainLimit = 10_000;

function stop(): void {
  if (draining) return;
  draining = true;
  log.info('stopping');
  setTimeout(() => process.exit(1), drainLimit).unref();
  server.close(() => {
    metricsServer?.close();
    void Promise.all([imports.stop(), pulls.stop(), fanJobs.stop(), nightly.stop()])
      .then(() => Promise.all([db.destroy(), replica?.stop(), stopTracing()]))
      .then(() => process.exit(0));
  });
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
