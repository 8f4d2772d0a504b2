import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** What the provider says of a person: claims by the name under which they log in there. */
export type Directory = Record<string, Record<string, unknown>>;

export interface IdentityProvider {
  issuer: string;
  client: { id: string; secret: string };
  /** Who is at the keyboard when the provider asks for a log-in; null: they press cancel. */
  person: string | null;
  /** A browser at the provider: follows it from where the product sent it to where it is sent back. */
  visit(url: string): Promise<URL>;
  close(): Promise<void>;
}

/** For tests: a real OpenID provider with PKCE, whose log-in page answers by itself. */
export async function startIdentityProvider(redirectUri: string, directory: Directory): Promise<IdentityProvider> {
  const client = { id: 'fanloom', secret: 'a secret of the provider' };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['only for tests'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...directory[sub] }) }),
    // Nobody is asked whether they consent: the company decided that.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: client.id, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  const idp: IdentityProvider = { issuer, client, person: null, visit, close: () => close(server) };
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) void handle(request, response);
    else {
      const outcome = idp.person === null ? { error: 'access_denied' } : { login: { accountId: idp.person } };
      void provider.interactionFinished(request, response, outcome);
    }
  });
  return idp;
}

async function visit(start: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start);
  const home = url.origin;
  while (url.origin === home) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const to = response.headers.get('location');
    if (to === null) throw new Error(`The provider answered ${String(response.status)}: ${await response.text()}`);
    url = new URL(to, url);
  }
  return url;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
