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

it.each(['x64', 'arm64'])('compiled code of the image is there for %s', (processor) => {
  const natives = [...nativesIn(fileURLToPath(new URL('node_modules', project)))].filter(([name]) => isInImage(name));
  expect(natives.map(([name]) => name)).toEqual(expect.arrayContaining(['argon2', '@temporalio/core-bridge']));
  const lacking = natives.filter(([, files]) => !files.some((file) => file.processor === processor));
  expect(lacking.map(([name]) => name)).toEqual([]);
});
