import { connect } from 'node:http2';

const DESCRIBE_NAMESPACE = '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace';

/**
 * Whether the Temporal front end at `address` (host:port, without TLS) serves `namespace` now: one gRPC call, written
 * out because the server package needs no gRPC library for anything else.
 */
export async function servesNamespace(address: string, namespace: string): Promise<boolean> {
  const session = connect(`http://${address}`);
  try {
    return await new Promise<boolean>((resolve) => {
      session.on('error', () => resolve(false));
      const request = session.request({
        ':method': 'POST',
        ':path': DESCRIBE_NAMESPACE,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      const answer = (headers: Record<string, unknown>) => {
        if (headers['grpc-status'] !== undefined) resolve(headers['grpc-status'] === '0');
      };
      request.on('response', answer).on('trailers', answer);
      request.on('error', () => resolve(false)).on('close', () => resolve(false));
      request.resume().end(describeRequest(namespace));
    });
  } finally {
    session.destroy();
  }
}

/** A gRPC frame (no compression, length) around the protobuf message `{ namespace }`, whose field has number 1. */
function describeRequest(namespace: string): Buffer {
  const LENGTH_DELIMITED_1 = 0x0a;
  const name = Buffer.from(namespace);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(name.length + 2, 1);
  return Buffer.concat([frame, Buffer.of(LENGTH_DELIMITED_1, name.length), name]);
}
