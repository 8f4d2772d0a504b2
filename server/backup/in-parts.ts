/** Cuts what comes in pieces of any length into parts of one length; the last one may be shorter. */
export async function* inParts(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    let rest = piece;
    while (bytes + rest.length >= length) {
      const cut = length - bytes;
      yield Buffer.concat([...held, rest.subarray(0, cut)]);
      [held, bytes, rest] = [[], 0, rest.subarray(cut)];
    }
    if (rest.length > 0) held.push(rest);
    bytes += rest.length;
  }
  if (bytes > 0) yield Buffer.concat(held);
}
