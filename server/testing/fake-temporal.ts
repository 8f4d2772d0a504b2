import { once } from 'node:events';
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type SecureServerOptions,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** A front end that answers every call with one gRPC status and notes what it was asked. */
export interface FakeTemporal {
  /** `host:port` */
  address: string;
  calls: { method: string; authorization: string | undefined }[];
  close(): void;
}

/** @param tls over TLS with these; in the clear without */
export async function fakeTemporal(status: number, tls?: SecureServerOptions): Promise<FakeTemporal> {
  const calls: FakeTemporal['calls'] = [];
  const server: Http2Server = tls ? createSecureServer(tls) : createServer();
  server.on('stream', (stream, headers: IncomingHttpHeaders) => {
    calls.push({ method: headers[':path']?.split('/').at(-1) ?? '', authorization: headers.authorization });
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
    stream.resume().on('end', () => stream.end(status === 0 ? answer('1.31.0') : undefined));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${String(port)}`, calls, close: () => void server.close() };
}

/** A gRPC frame around a protobuf message whose field 1 is a short text. */
function answer(text: string): Buffer {
  return Buffer.concat([Buffer.of(0, 0, 0, 0, text.length + 2, 0x0a, text.length), Buffer.from(text)]);
}
