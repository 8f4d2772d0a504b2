import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@fanloom/server/launch/port.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { startTemporal, type Temporal } from '@fanloom/server/launch/temporal.js';
import { findTemporalCli, usualSources } from '@fanloom/server/launch/temporal-cli.js';

const run = promisify(execFile);
const quietly = () => undefined;

/** A Temporal dev server that keeps its data while it is stopped, and its address always. */
export class TemporalServer {
  #running: Temporal | null = null;
  readonly #killAtExit = () => {
    if (this.#running) process.kill(this.#running.pid, 'SIGKILL');
  };

  private constructor(
    private readonly cli: string,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(folder: string): Promise<TemporalServer> {
    const cli = await findTemporalCli(usualSources(projectRoot), quietly);
    const server = new TemporalServer(cli, folder, await freePort());
    process.on('exit', server.#killAtExit);
    await server.resume();
    return server;
  }

  get address(): string {
    return `127.0.0.1:${String(this.port)}`;
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }

  /** Starts again with the data it had. */
  async resume(): Promise<void> {
    const { cli, folder, port } = this;
    this.#running = await startTemporal({ cli, folder, port, durable: true, say: quietly });
  }

  /** `temporal operator namespace …` */
  async namespace(...args: string[]): Promise<void> {
    await run(this.cli, ['operator', 'namespace', ...args, '--address', this.address]);
  }

  /** Loses all it knew. */
  async wipe(): Promise<void> {
    await this.stop();
    await rm(join(this.folder, 'temporal'), { recursive: true });
  }

  async dispose(): Promise<void> {
    await this.stop();
    process.off('exit', this.#killAtExit);
  }
}
