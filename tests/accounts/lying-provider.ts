import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** What the provider says of a person who comes back from it, and how. */
export interface Words {
  /** Beside what a token that is right says. Undefined: not said. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  signedWith?: 'its key' | 'another key' | 'its public key' | 'the client secret' | 'nothing';
  /** What it says where one asks with the access token. */
  userinfo?: Record<string, unknown>;
}

export interface LyingProvider {
  issuer: string;
  /** @param nonce that the product asked with */
  say(nonce: string, words: Words): Promise<void>;
  close(): Promise<void>;
}

export const client = { id: 'fanloom', secret: 'a secret of the provider' };

/** For tests: an OpenID provider that says whatever it is told to say, in tokens of its own making. */
export async function startLyingProvider(): Promise<LyingProvider> {
  const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  const keys = [{ ...(await exportJWK(own.publicKey)), kid: 'k1', use: 'sig' }];
  const publicText = new TextEncoder().encode(await exportSPKI(own.publicKey));
  let idToken = '';
  let userinfo: Record<string, unknown> = {};
  const server: Server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/.well-known/openid-configuration': metadata(issuer),
      '/jwks': { keys },
      '/token': { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken },
      '/userinfo': userinfo,
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  async function token(nonce: string, { claims, header, signedWith = 'its key' }: Words): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const person = { email: 'lin@corp.example', email_verified: true, groups: ['cs'] };
    const right = { iss: issuer, aud: client.id, sub: 'lin', nonce, iat: now, exp: now + 60, ...person };
    const payload = { ...right, ...claims } as JWTPayload;
    if (signedWith === 'nothing') return `${encode({ alg: 'none' })}.${encode(payload)}.`;
    const secrets = { 'its public key': publicText, 'the client secret': new TextEncoder().encode(client.secret) };
    const asymmetric = { 'its key': own.privateKey, 'another key': other.privateKey };
    const isSecret = signedWith === 'its public key' || signedWith === 'the client secret';
    const protectedHeader = { alg: isSecret ? 'HS256' : 'RS256', kid: 'k1', ...header };
    const signing = new SignJWT(payload).setProtectedHeader(protectedHeader);
    return signing.sign(isSecret ? secrets[signedWith] : asymmetric[signedWith], { crit: { 'x-own': true } });
  }

  return {
    issuer,
    say: async (nonce, words) => {
      idToken = await token(nonce, words);
      userinfo = words.userinfo ?? { sub: 'lin' };
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    // Among them those that prove nothing.
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
