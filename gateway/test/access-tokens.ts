/** A stand-in for the users service as far as tokens go: it signs them and publishes its keys. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { createKeyPair, type KeyPair } from './running-gateway.js';

export interface TokenIssuer {
  jwksUrl: string;
  /** How often the keys were asked for. */
  fetches(): number;
  /** A bearer header. `claims` and `keys` replace what the users service would have used. */
  bearer(claims?: JWTPayload, keys?: KeyPair, header?: object): Promise<{ authorization: string }>;
  /** As `bearer`, but signed by another key that is published as well. */
  bearerBy(
    algorithm: (typeof otherAlgorithms)[number],
    claims?: JWTPayload,
  ): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

const otherAlgorithms = ['RS256', 'ES256'] as const;

/** Made once: a key of RSA takes its time. */
let otherKeys: ReturnType<typeof createOtherKeys> | undefined;

const createOtherKeys = () =>
  Promise.all(
    otherAlgorithms.map(async (algorithm) => {
      const { privateKey, publicKey } = await generateKeyPair(algorithm);
      const kid = algorithm.toLowerCase();
      return { privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: algorithm } };
    }),
  );

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const own = await createKeyPair();
  const others = await (otherKeys ??= createOtherKeys());
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches++;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        keys: [
          { ...own.publicKey, kid: 'k1', alg: 'EdDSA', use: 'sig' },
          ...others.map(({ published }) => published),
        ],
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const claimed = (claims: JWTPayload) => ({
    sub: 'ada',
    sid: 's1',
    roles: ['CUSTOMER'],
    iss: 'tributary-users',
    aud: 'tributary',
    exp: Math.floor(Date.now() / 1000) + 600,
    ...claims,
  });
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    fetches: () => fetches,
    async bearer(claims = {}, keys = own, header = {}) {
      const token = await new SignJWT(claimed(claims))
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', ...header })
        .sign(await importJWK(keys.privateKey, 'EdDSA'));
      return { authorization: `Bearer ${token}` };
    },
    async bearerBy(alg, claims = {}) {
      const { privateKey, published } = others[otherAlgorithms.indexOf(alg)]!;
      const header = { alg, kid: published.kid };
      const token = await new SignJWT(claimed(claims)).setProtectedHeader(header).sign(privateKey);
      return { authorization: `Bearer ${token}` };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
