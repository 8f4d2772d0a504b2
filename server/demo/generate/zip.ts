import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A part of an archive; its text is made while it is written. */
export interface ZipPart {
  name: string;
  text: Iterable<string>;
}

const UTF8_AND_SIZES_AFTER = 0x0808;
const DEFLATED = 8;
const VERSION = 20;

/** Writes an archive whose parts may be of any length up to 4 GiB. Its times are zero: equal parts give equal files. */
export async function writeZip(path: string, parts: Iterable<ZipPart>): Promise<void> {
  await pipeline(Readable.from(archive(parts)), createWriteStream(path));
}

async function* archive(parts: Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text } of parts) {
    const start = offset;
    const fields = commonFields(0, 0, 0, Buffer.byteLength(name));
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name)]);
    yield local;
    let [crc, size, packed] = [0, 0, 0];
    const measured = Readable.from(text).map((piece: string) => {
      const bytes = Buffer.from(piece);
      crc = crc32(bytes, crc);
      size += bytes.length;
      return bytes;
    });
    for await (const chunk of measured.compose(createDeflateRaw()) as AsyncIterable<Buffer>) {
      packed += chunk.length;
      yield chunk;
    }
    yield Buffer.concat([Buffer.from('PK\x07\x08'), uint32(crc, packed, size)]);
    offset += local.length + packed + 16;
    directory.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02'),
        uint16(VERSION),
        commonFields(crc, packed, size, Buffer.byteLength(name)),
        // No comment, first disk, no attributes.
        uint16(0, 0, 0),
        uint32(0, start),
        Buffer.from(name),
      ]),
    );
  }
  const entries = Buffer.concat(directory);
  yield entries;
  const count = directory.length;
  yield Buffer.concat([
    Buffer.from('PK\x05\x06'),
    uint16(0, 0, count, count),
    uint32(entries.length, offset),
    uint16(0),
  ]);
}

/** What a part's own header and its entry in the directory have in common. 1980-01-01 is the zero of its calendar. */
function commonFields(crc: number, packed: number, size: number, nameLength: number): Buffer {
  const zeroDay = 0x21;
  return Buffer.concat([
    uint16(VERSION, UTF8_AND_SIZES_AFTER, DEFLATED, 0, zeroDay),
    uint32(crc, packed, size),
    uint16(nameLength, 0),
  ]);
}

function uint16(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.from([value & 0xff, value >>> 8])));
}

function uint32(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}
