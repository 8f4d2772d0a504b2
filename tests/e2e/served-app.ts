import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { createApp } from '@fanloom/server/http/app.js';
import type { TestApp } from '@fanloom/server/http/testing/test-app.js';
import { projectRoot } from '@fanloom/server/launch/project.js';

export interface ServedApp {
  origin: string;
  close(): void;
}

/** The application of a test with the built pages, set up, on a port of its own. */
export async function serveApp({ db, deps }: TestApp): Promise<ServedApp> {
  await db.updateTable('installation').set({ set_up_at: new Date() }).execute();
  const { fetch } = createApp({ ...deps, settings: { ...deps.settings, webRoot: join(projectRoot, 'web/dist') } });
  const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
