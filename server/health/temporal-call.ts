import { connect } from 'node:http2';
import type { TemporalSettings } from '../config/temporal.js';

const SERVICE = '/temporal.api.workflowservice.v1.WorkflowService';
const TIMEOUT_MS = 5_000;
const SAY_WHY_MS = 100;

/** gRPC's own numbers, as far as they tell what to do. */
export const OK = 0;
export const NOT_FOUND = 5;
export const PERMISSION_DENIED = 7;
export const UNAUTHENTICATED = 16;

/**
 * `status`: gRPC's, undefined when nothing answered as gRPC does, and then `failure` is the code of the network or of TLS,
 * where there is one; `text`: field 1 of the answer when that is a text.
 */
export interface TemporalAnswer {
  status: number | undefined;
  failure: string | undefined;
  text: string;
}

/** Whether the front end serves the namespace of the settings. */
export async function describeNamespace(settings: TemporalSettings): Promise<TemporalAnswer> {
  return call(settings, 'DescribeNamespace', fieldOne(settings.namespace));
}

/** `text` is the version of the server. */
export async function systemInfo(settings: TemporalSettings): Promise<TemporalAnswer> {
  return call(settings, 'GetSystemInfo', Buffer.alloc(0));
}

/** One gRPC call, written out because the server package needs no gRPC library for anything else. Never throws. */
async function call(settings: TemporalSettings, method: string, message: Buffer): Promise<TemporalAnswer> {
  const { address, apiKey, tls, namespace } = settings;
  const session = connect(`${tls ? 'https' : 'http'}://${address}`, {
    ...(tls?.serverName !== undefined && { servername: tls.serverName }),
    ...(tls?.ca && { ca: tls.ca }),
    ...(tls?.client && { cert: tls.client.certificate, key: tls.client.key }),
  });
  return new Promise((resolve) => {
    let status: number | undefined;
    let failure: string | undefined;
    const pieces: Buffer[] = [];
    const done = () => {
      session.destroy();
      resolve({ status, failure, text: textOf(Buffer.concat(pieces)) });
    };
    session.on('error', ({ code }: NodeJS.ErrnoException) => {
      failure = code;
      done();
    });
    session.setTimeout(TIMEOUT_MS, done);
    const request = session.request({
      ':method': 'POST',
      ':path': `${SERVICE}/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}`, 'temporal-namespace': namespace }),
    });
    const note = ({ 'grpc-status': told }: Record<string, unknown>) => {
      if (told !== undefined) status = Number(told);
    };
    request.on('response', note).on('trailers', note);
    // A request that fails ends before its session, which knows why.
    request
      .on('error', () => undefined)
      .on('close', () => (status === undefined ? setTimeout(done, SAY_WHY_MS) : done()));
    request.on('data', (piece: Buffer) => pieces.push(piece)).end(framed(message));
  });
}

/** Without compression; behind one byte for that stands the length. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

const FIELD_ONE_TEXT = 0x0a;

/** A protobuf message whose field 1 is a text of less than 128 bytes. */
function fieldOne(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(FIELD_ONE_TEXT, bytes.length), bytes]);
}

function textOf(frame: Buffer): string {
  const [tag, length = 0] = frame.subarray(5);
  return tag === FIELD_ONE_TEXT && length < 128 ? frame.subarray(7, 7 + length).toString() : '';
}
