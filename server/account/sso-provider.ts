import * as oidc from 'openid-client';
import { Problem } from '../problem/problem.js';

/** How the product is known to a provider. */
export interface Registration {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

const timeoutSeconds = 10;
const freshMilliseconds = 300_000;

/** The provider last asked. Whoever presses the button often must not make the product ask it as often. */
let last: { registration: string; at: number; provider: Promise<oidc.Configuration> } | undefined;

/** What the provider says of itself, at most five minutes old. Throws a Problem: ACC442 when it does not answer properly. */
export function findProvider(registration: Registration): Promise<oidc.Configuration> {
  const key = JSON.stringify(registration);
  if (last?.registration === key && Date.now() - last.at < freshMilliseconds) return last.provider;
  const provider = discover(registration);
  last = { registration: key, at: Date.now(), provider };
  provider.catch(() => {
    if (last?.provider === provider) last = undefined;
  });
  return provider;
}

async function discover({ issuer, clientId, clientSecret }: Registration): Promise<oidc.Configuration> {
  const url = issuerUrl(issuer);
  // Plain http only where nobody is on the way: a provider on the same machine.
  const execute = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  try {
    const found = await oidc.discovery(url, clientId, undefined, undefined, { execute, timeout: timeoutSeconds });
    const server = found.serverMetadata();
    const provider = new oidc.Configuration(
      server,
      clientId,
      undefined,
      takesBasic(server.token_endpoint_auth_methods_supported)
        ? oidc.ClientSecretBasic(clientSecret)
        : oidc.ClientSecretPost(clientSecret),
    );
    provider.timeout = timeoutSeconds;
    for (const change of execute) change(provider);
    // Who somebody is stands in a signed token: its signature is checked although it comes straight from the provider.
    oidc.enableNonRepudiationChecks(provider);
    return provider;
  } catch (error) {
    throw providerAway(error);
  }
}

/** OpenID Connect Discovery: basic is what a provider takes that does not say. */
function takesBasic(supported: readonly string[] | undefined): boolean {
  return supported === undefined || supported.includes('client_secret_basic');
}

/** @throws Problem ACC442 for anything but https, or http on this machine */
export function issuerUrl(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url && url.username === '' && (url.protocol === 'https:' || isLocal)) return url;
  throw providerAway();
}

function providerAway(cause?: unknown): Problem {
  return new Problem(
    422,
    'ACC442',
    {
      zh: '统一登录的身份系统没有正确应答。请 IT 检查地址（必须以 https 开头，与发现文档中的 issuer 完全一致）和网络，稍后再试。',
      en: 'The identity provider did not answer properly. IT should check its address (https, the very issuer of its discovery document) and the network, and try again.',
    },
    { fields: [{ path: 'issuer', message: 'No OpenID provider answers there' }], cause },
  );
}
