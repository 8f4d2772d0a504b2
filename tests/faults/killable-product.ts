import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureSecrets } from '@fanloom/server/config/secrets.js';
import { migrate } from '@fanloom/server/db/migrate.js';
import { freePort } from '@fanloom/server/launch/port.js';
import { type Postgres, startPostgres } from '@fanloom/server/launch/postgres.js';
import { throwawaySettings } from '@fanloom/server/launch/postgres-settings.js';
import { makeTestFolder } from '@fanloom/server/testing/folder.js';
import { killPostgres } from './postgres-process.js';
import { startServer, type WorkerProcess } from './worker-process.js';

export type Victim = 'server' | 'postgres';

/** The server with a PostgreSQL of its own, each of which can be killed and come back at the same address. */
export class KillableProduct {
  #lives = 0;

  private constructor(
    readonly folder: string,
    private readonly ports: { postgres: number; server: number },
    private postgres: Postgres,
    private server: WorkerProcess | null,
  ) {}

  /** @param within folder that is there; one of its own unless told */
  static async start(within?: string): Promise<KillableProduct> {
    const folder = within ?? (await makeTestFolder());
    await ensureSecrets(join(folder, 'secrets.json'));
    const ports = { postgres: await freePort(), server: await freePort() };
    const product = new KillableProduct(folder, ports, await startDatabase(folder, ports.postgres), null);
    await migrate(product.databaseUrl);
    await product.#startServer();
    return product;
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  get address(): string {
    return `http://127.0.0.1:${String(this.ports.server)}`;
  }

  /** Where uploads wait for their import. */
  get uploads(): string {
    return join(this.folder, 'uploads');
  }

  /** What its processes are told. */
  get env(): Record<string, string> {
    return { DATABASE_URL: this.databaseUrl, FANLOOM_SECRETS: join(this.folder, 'secrets.json') };
  }

  /** What the server has written since its last start. */
  async log(): Promise<string> {
    return (await this.server?.log()) ?? '';
  }

  /** `kill -9`, and a new start. */
  async kill(victim: Victim): Promise<void> {
    if (victim === 'server') {
      await this.server?.kill();
      await this.#startServer();
    } else {
      await killPostgres(this.postgres);
      this.postgres = await startDatabase(this.folder, this.ports.postgres);
    }
  }

  async dispose(): Promise<void> {
    await this.server?.kill();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true });
  }

  async #startServer(): Promise<void> {
    const env = { ...this.env, PORT: String(this.ports.server) };
    this.server = await startServer(env, join(this.folder, `server-${String(++this.#lives)}.log`));
  }
}

function startDatabase(folder: string, port: number): Promise<Postgres> {
  return startPostgres({ folder, port, settings: throwawaySettings, say: () => undefined });
}
