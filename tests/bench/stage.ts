import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { ensureSecrets } from '@fanloom/server/config/secrets.js';
import { migrate } from '@fanloom/server/db/migrate.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { startPostgres } from '@fanloom/server/launch/postgres.js';
import { postgresSettings } from '@fanloom/server/launch/postgres-settings.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { startTemporal } from '@fanloom/server/launch/temporal.js';
import { findTemporalCli, usualSources } from '@fanloom/server/launch/temporal-cli.js';
import type { Service } from '@fanloom/server/launch/service.js';
import { withDatabase, withServer } from '@fanloom/server/testing/database-admin.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';

export interface StageDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * The servers that figures are measured on: a PostgreSQL of its own with the product's durable settings, and a Temporal
 * dev server that keeps its workflows on disk, as the product's does.
 */
export class Stage {
  readonly #services: Service[] = [];
  #template: Promise<string> | undefined;
  #temporal: Promise<string> | undefined;
  readonly #kill = () => this.#killAll();

  private constructor(
    /** For files of the run; gone with the stage. */
    readonly folder: string,
    private readonly serverUrl: string,
    postgres: Service,
  ) {
    this.#services.push(postgres);
    process.on('exit', this.#kill);
  }

  static async open(): Promise<Stage> {
    const folder = await makeTestFolder();
    const settings = { ...postgresSettings(totalmem()), max_connections: '200' };
    const postgres = await startPostgres({ folder, port: await freePort(), settings, say: () => undefined });
    return new Stage(folder, postgres.url, postgres);
  }

  /** A migrated, empty database, or a copy of another one that nobody is connected to. */
  async database(copyOf?: StageDatabase): Promise<StageDatabase> {
    this.#template ??= this.#makeTemplate();
    const source = copyOf ? new URL(copyOf.url).pathname.slice(1) : await this.#template;
    const name = `bench_${randomBytes(4).toString('hex')}`;
    const admin = withDatabase(this.serverUrl, 'postgres');
    await withServer(admin, (client) => client.query(`create database ${name} template ${source} strategy file_copy`));
    return {
      url: withDatabase(this.serverUrl, name),
      drop: async () => {
        await withServer(admin, (client) => client.query(`drop database ${name} with (force)`));
      },
    };
  }

  /** Takes what an earlier measurement left to do out of the way of the next one. */
  async calm(): Promise<void> {
    await withServer(this.serverUrl, (client) => client.query('checkpoint'));
  }

  /** `host:port` of Temporal, which starts when it is first asked for. */
  temporal(): Promise<string> {
    this.#temporal ??= this.#startTemporal();
    return this.#temporal;
  }

  /** Path of the keys that every process of the stage uses. */
  async secretsFile(): Promise<string> {
    const path = join(this.folder, 'secrets.json');
    await ensureSecrets(path);
    return path;
  }

  async close(): Promise<void> {
    for (const service of [...this.#services].reverse()) await service.stop();
    process.off('exit', this.#kill);
    await rm(this.folder, { recursive: true, force: true });
  }

  async #makeTemplate(): Promise<string> {
    const name = 'bench_template';
    await withServer(this.serverUrl, (client) => client.query(`create database ${name}`));
    const url = withDatabase(this.serverUrl, name);
    await migrate(url);
    return name;
  }

  async #startTemporal(): Promise<string> {
    quietTemporal();
    const say = () => undefined;
    const cli = await findTemporalCli(usualSources(projectRoot), say);
    const server = await startTemporal({ cli, folder: this.folder, port: await freePort(), durable: true, say });
    this.#services.push(server);
    return server.address;
  }

  #killAll(): void {
    for (const { pid } of this.#services) {
      try {
        process.kill(pid, 'SIGQUIT');
      } catch {
        // It is gone already.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let quiet = false;

/** The worker's library speaks to the terminal and takes Ctrl-C unless told otherwise, once in a process. */
function quietTemporal(): void {
  if (!quiet) Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  quiet = true;
}
