import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A message that went to a fan. */
export interface LedgerRow {
  key: string;
  fan: string;
  text: string;
}

/** What the provider does with a call. */
export interface Manner {
  /** Milliseconds before anything happens. */
  delay?: number;
  /** Whether the message goes to the fan. */
  takes: boolean;
  /** The status of the answer; null hangs up without one. */
  status: number | null;
  /** Hangs up in the middle of the answer, after its status. */
  cut?: boolean;
}

const WELL: Manner = { takes: true, status: 200 };

/**
 * A provider of messages that keeps a ledger of what it has sent: the judge of every fault test. It lives in the test's
 * own process, so nothing that is killed takes the ledger along.
 */
export class FakeProvider {
  readonly secret = randomBytes(32);
  /** What went to fans, in order. */
  readonly ledger: LedgerRow[] = [];
  /** Keys of all calls, in order, whatever became of them. */
  readonly calls: string[] = [];
  /** Calls whose signature is not right. */
  forged = 0;
  manner: Manner = WELL;

  #server: Server | null = null;
  #port = 0;

  /** @param honoursKeys a message with a key that was taken before is not sent again */
  private constructor(readonly honoursKeys: boolean) {}

  static async start({ honoursKeys }: { honoursKeys: boolean }): Promise<FakeProvider> {
    const provider = new FakeProvider(honoursKeys);
    await provider.up();
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}/messages`;
  }

  /** Comes back at the address it had. */
  async up(): Promise<void> {
    const server = createServer((request, response) => {
      // A caller who is killed while it writes has called nobody.
      this.#receive(request, response).catch(() => response.destroy());
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Refuses connections. */
  async down(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const key = String(request.headers['idempotency-key']);
    if (!this.#isSigned(request, body)) this.forged++;
    this.calls.push(key);
    const manner = this.manner;
    if (manner.delay !== undefined) await delay(manner.delay);
    if (manner.takes) this.#send(key, JSON.parse(body) as { fan_id: string; text: string });
    if (manner.status === null) response.destroy();
    else if (manner.cut)
      response.writeHead(manner.status, { 'content-length': 9 }).write('{', () => response.destroy());
    else response.writeHead(manner.status).end();
  }

  #send(key: string, { fan_id: fan, text }: { fan_id: string; text: string }): void {
    if (this.honoursKeys && this.ledger.some((row) => row.key === key)) return;
    this.ledger.push({ key, fan, text });
  }

  #isSigned({ headers }: IncomingMessage, body: string): boolean {
    const signed = `${String(headers['x-fanloom-timestamp'])}.${body}`;
    const expected = Buffer.from(`v1=${createHmac('sha256', this.secret).update(signed).digest('hex')}`);
    const given = Buffer.from(String(headers['x-fanloom-signature']));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
