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
  /** As `bearer`, but signed with RS256, by a key that is published as well. */
  rsaBearer(): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const own = await createKeyPair();
  const rsa = await generateKeyPair('RS256');
  const rsaPublicKey = { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' };
  let fetches = 0;
  const server = createServer((_request, response) => {
    fetches++;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        keys: [{ ...own.publicKey, kid: 'k1', alg: 'EdDSA', use: 'sig' }, rsaPublicKey],
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
    async rsaBearer() {
      const header = { alg: 'RS256', kid: 'rsa' };
      const token = await new SignJWT(claimed({})).setProtectedHeader(header).sign(rsa.privateKey);
      return { authorization: `Bearer ${token}` };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
