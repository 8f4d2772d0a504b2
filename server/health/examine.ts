import { dirname } from 'node:path';
import type { Config } from '../config/config.js';
import { openDatabase } from '../db/database.js';
import { checkChannels } from './check-channels.js';
import {
  checkBacklog,
  checkClock,
  checkDelivery,
  checkPartitions,
  checkPostgres,
  checkSchema,
  postgresAway,
} from './check-database.js';
import { checkKeys } from './check-keys.js';
import { checkDisk, checkNode } from './check-process.js';
import { checkTemporal } from './check-temporal.js';
import type { Finding } from './finding.js';

/** Longest wait for a connection. */
const WAIT_MS = 10_000;

/** Looks at everything the product needs; changes and sends nothing. */
export async function examine(config: Config): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    await checkDisk(dirname(config.uploadFolder)),
    ...(await examineDatabase(config)),
    await checkTemporal(config.temporal),
  ];
}

async function examineDatabase({ databaseUrl, secretsFile, internalHosts }: Config): Promise<Finding[]> {
  const db = openDatabase(databaseUrl, { name: 'fanloom-doctor', connections: 1, waitMs: WAIT_MS });
  try {
    const postgres = await checkPostgres(db).catch(postgresAway);
    if (postgres.state === 'fail') return [postgres];
    const schema = await checkSchema(databaseUrl);
    if (schema.state === 'fail') return [postgres, schema];
    return [
      postgres,
      schema,
      await checkClock(db),
      await checkPartitions(db),
      await checkKeys(db, secretsFile),
      await checkChannels(db, internalHosts),
      await checkBacklog(db),
      await checkDelivery(db),
    ];
  } finally {
    await db.destroy();
  }
}
