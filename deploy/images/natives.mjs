import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** The processors that the image is built for, by their number in the head of an ELF file. */
const processors = new Map([
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
]);

/**
 * Packages with compiled code: their `.node` files, and the processor each is for; none of those for other systems than Linux.
 * By name of package.
 *
 * @type {typeof import('./natives.mjs').nativesIn}
 */
export function nativesIn(folder) {
  const natives = new Map();
  for (const path of readdirSync(folder, { recursive: true })) {
    if (!path.endsWith('.node')) continue;
    const name = /^(@[^/]+\/)?[^/]+/.exec(path)[0];
    const file = { path: join(folder, path), processor: processorOf(join(folder, path)) };
    natives.set(name, [...(natives.get(name) ?? []), file]);
  }
  return natives;
}

function processorOf(path) {
  const head = Buffer.alloc(20);
  const file = openSync(path);
  readSync(file, head);
  closeSync(file);
  const isLinux = head.toString('latin1', 0, 4) === '\x7fELF' && [0, 3].includes(head[7]);
  return isLinux ? processors.get(head.readUInt16LE(18)) : undefined;
}
