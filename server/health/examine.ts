import type { BlockList } from 'node:net';
import type { Config } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import type { TemporalSettings } from '../config/temporal.js';
import { type Db, openDatabase } from '../db/database.js';
import type { ReadReplica } from '../db/read-replica.js';
import { checkChannels } from './check-channels.js';
import {
  checkClock,
  checkPartitions,
  checkPostgres,
  checkSchema,
  checkWriting,
  postgresAway,
} from './check-database.js';
import { checkKeys, checkKeysOf } from './check-keys.js';
import { checkDisk, checkNode } from './check-process.js';
import { checkReplica, judgeReplica } from './check-replica.js';
import { checkTemporal } from './check-temporal.js';
import { checkBacklog, checkBackup, checkDelivery, checkRuns } from './check-work.js';
import type { Finding } from './finding.js';

/** Longest wait for a connection. */
const WAIT_MS = 10_000;

/** Looks at everything the product needs; changes and sends nothing. */
export async function examine(config: Config): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    await checkDisk(config.uploadFolder),
    ...(await examineDatabase(config)),
    await checkTemporal(config.temporal),
  ];
}

/** What the server sees of itself, of Temporal, and of the rest of the product through the database. */
export async function examineFromServer(
  { db, secrets, replica }: { db: Db; secrets: Secrets; replica?: ReadReplica },
  settings: { uploadFolder: string; internalHosts: BlockList; temporal?: TemporalSettings },
): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    await checkDisk(settings.uploadFolder),
    await checkPostgres(db),
    await checkWriting(db),
    ...(replica ? [judgeReplica(replica.state())] : []),
    await checkClock(db),
    await checkPartitions(db),
    await checkKeys(db, secrets),
    ...(await examineWork(db, settings.internalHosts)),
    ...(settings.temporal ? [await checkTemporal(settings.temporal)] : []),
  ];
}

async function examineDatabase({ databaseUrl, readReplica, secretsFile, internalHosts }: Config): Promise<Finding[]> {
  const db = openDatabase(databaseUrl, { name: 'fanloom-doctor', connections: 1, waitMs: WAIT_MS });
  try {
    const postgres = await checkPostgres(db).catch(postgresAway);
    if (postgres.state === 'fail') return [postgres];
    const schema = await checkSchema(databaseUrl);
    if (schema.state === 'fail') return [postgres, schema];
    return [
      postgres,
      schema,
      await checkWriting(db),
      ...(readReplica ? [await checkReplica(databaseUrl, readReplica)] : []),
      await checkClock(db),
      await checkPartitions(db),
      await checkKeysOf(db, secretsFile),
      ...(await examineWork(db, internalHosts)),
    ];
  } finally {
    await db.destroy();
  }
}

async function examineWork(db: Db, internalHosts: BlockList): Promise<Finding[]> {
  return [
    await checkChannels(db, internalHosts),
    await checkBacklog(db),
    await checkRuns(db),
    await checkDelivery(db),
    await checkBackup(db),
  ];
}
