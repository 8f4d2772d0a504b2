import type { BlockList } from 'node:net';
import type { Logger } from 'pino';
import type { Secrets } from '../config/secrets.js';
import type { TemporalSettings } from '../config/temporal.js';
import type { Db } from '../db/database.js';
import type { ReadReplica } from '../db/read-replica.js';

/** What the routes are given from outside. `db` is unbound: services only, handlers use `c.var.db`. */
export interface Deps {
  db: Db;
  /** A copy for reports, where the installation has one. */
  replica?: ReadReplica;
  secrets: Secrets;
  log: Logger;
  settings: HttpSettings;
}

export interface HttpSettings {
  /** How browsers reach the product, such as `https://crm.example.com`, when a proxy stands before it. */
  publicOrigin: string | undefined;
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: BlockList;
  /** Addresses inside the company that webhooks may call. */
  internalHosts: BlockList;
  /** Folder of the built web application. */
  webRoot: string;
  /** Where threads of this process find the database; undefined: heavy work stays in the main thread. */
  threadDatabase?: () => string;
  /** Folder of uploaded files until they are imported. */
  uploadFolder: string;
  /** Where the page of the system looks for Temporal; nothing else in the server speaks to it. */
  temporal?: TemporalSettings;
}

/** Variables every request has. */
export interface BaseEnv {
  Variables: { deps: Deps; requestId: string; log: Logger };
}
