import { fileURLToPath } from 'node:url';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { readConfig } from '@fanloom/server/config/config.js';
import { readSecrets } from '@fanloom/server/config/secrets.js';
import { openDatabase } from '@fanloom/server/db/database.js';
import { RELEASE } from '@fanloom/server/launch/release.js';
import { tellWhyItEnds } from '@fanloom/server/launch/tell-why.js';
import { startTracing } from '@fanloom/server/trace/tracing.js';
import { providerDirectory } from './channels/provider-directory.js';
import { Engine } from './engine-process.js';
import { listenForHealth } from './health.js';
import { targetDirectory } from './push/target-directory.js';

/** The worker process. */
const log = pino({ base: { process: 'worker' } });
tellWhyItEnds(log);
const config = readConfig(process.env);
log.level = config.logLevel;
const secrets = await readSecrets(config.secretsFile);
const stopTracing = await startTracing('worker', RELEASE, process.env);
// Its own words about a Temporal that is gone are many, and not lines of this log: TemporalWatch says it once.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  shutdownSignals: [],
});

const db = openDatabase(config.databaseUrl, { connections: 14, name: 'fanloom-worker' });
const engine = await Engine.start({
  db,
  databaseUrl: config.databaseUrl,
  temporal: config.temporal,
  providers: providerDirectory(db, secrets.masterKeys, config.internalHosts),
  targets: targetDirectory(db, secrets.masterKeys, config.internalHosts),
  workflowBundle: { codePath: fileURLToPath(new URL('workflow/workflow-bundle.js', import.meta.url)) },
  speed: config.speed ?? 1,
  log,
});
const health = config.workerHealthPort === undefined ? undefined : listenForHealth(db, config.workerHealthPort);
log.info('worker is up');

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void engine
      .stop()
      .then(() => health?.close())
      .then(() => Promise.all([db.destroy(), stopTracing()]))
      .then(() => process.exit(0));
  });
}
