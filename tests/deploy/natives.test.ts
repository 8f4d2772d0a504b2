import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nativesIn } from '../../deploy/images/natives.mjs';

const project = new URL('../../', import.meta.url);

/** What `npm ci --omit=dev` installs, but for what the image leaves out. */
const lock = JSON.parse(readFileSync(new URL('package-lock.json', project), 'utf8')) as {
  packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }>;
};
const isInImage = (name: string) => {
  const { dev, devOptional, optional } = lock.packages[`node_modules/${name}`] ?? {};
  return !dev && !devOptional && !optional && !name.startsWith('@swc/');
};

const natives = [...nativesIn(fileURLToPath(new URL('node_modules', project)))].filter(([name]) => isInImage(name));

it.each(['x64', 'arm64'])('compiled code of the image is there for %s', (processor) => {
  expect(natives.map(([name]) => name)).toEqual(expect.arrayContaining(['argon2', '@temporalio/core-bridge']));
  const lacking = natives.filter(([, files]) => !files.some((file) => file.processor === processor));
  expect(lacking.map(([name]) => name)).toEqual([]);
});

it.runIf(process.platform === 'linux')(
  'what is compiled already loads in this Node: an installation compiles nothing',
  () => {
    const files = natives.flatMap(([, all]) => all.filter((file) => file.processor === process.arch));
    const mine = files.map(({ path }) => path).filter((path) => !/musl|\/build\//.test(path));
    const loads = (path: string) =>
      spawnSync(process.execPath, ['-e', `require(${JSON.stringify(path)})`]).status === 0;
    expect(mine.length).toBeGreaterThan(1);
    expect(mine.filter((path) => !loads(path))).toEqual([]);
  },
);
