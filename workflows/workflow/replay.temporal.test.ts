import { readdirSync, readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from './bundle.js';

const folder = new URL('histories/', import.meta.url);
const histories = readdirSync(folder);

/** Runs that are under way when the product is upgraded go on: today's workflow has to follow every history of a release. */
describe('replay of released workflows', () => {
  let code: string;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    code = await bundleWorkflows();
  });

  it.each(histories)('%s', async (name) => {
    const history: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    await expect(Worker.runReplayHistory({ workflowBundle: { code } }, history)).resolves.toBeUndefined();
  });

  it('has a history to replay', () => {
    expect(histories.length).toBeGreaterThan(0);
  });
});
