import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** Speaks TLS before a server that does not. */
export class TlsFront {
  readonly #connections = new Set<TLSSocket>();

  private constructor(private readonly server: Server) {}

  /** @param to `host:port` of what stands behind */
  static async start(to: string, key: string, certificate: string): Promise<TlsFront> {
    const [host = '', port] = to.split(':');
    const server = createServer({ ...(await pair(key, certificate)), ALPNProtocols: ['h2'] });
    const front = new TlsFront(server);
    server.on('secureConnection', (secure) => {
      front.#connections.add(secure);
      const plain = connect(Number(port), host);
      for (const [from, into] of [
        [secure, plain],
        [plain, secure],
      ] as const) {
        from.pipe(into);
        from.on('error', () => into.destroy()).on('close', () => into.destroy());
      }
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get address(): string {
    return `127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Shows another certificate from now on, to everybody. */
  async show(key: string, certificate: string): Promise<void> {
    this.server.setSecureContext(await pair(key, certificate));
    this.#hangUp();
  }

  close(): void {
    this.server.close();
    this.#hangUp();
  }

  #hangUp(): void {
    for (const connection of this.#connections) connection.destroy();
    this.#connections.clear();
  }
}

async function pair(key: string, certificate: string): Promise<{ key: Buffer; cert: Buffer }> {
  return { key: await readFile(key), cert: await readFile(certificate) };
}
