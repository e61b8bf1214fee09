/**
 * Access tokens: signed with Ed25519 by this service alone, verified by anyone with the published
 * keys. They cannot be called back: a revoked session's token ends when its minutes are over.
 */
import { type Jwk, type Role, scopesOfRoles } from '@tributary/service';
import { calculateJwkThumbprint, importJWK, SignJWT } from 'jose';

export const issuer = 'tributary-users';
export const audience = 'tributary';

export interface AccessTokens {
  issue(claims: AccessClaims): Promise<{ accessToken: string; expiresAt: Date }>;
  /** The public keys, newest first, as a JSON Web Key Set. */
  jwks: { keys: Jwk[] };
  lifetimeSeconds: number;
}

export interface AccessClaims {
  userId: string;
  sessionId: string;
  roles: readonly Role[];
  /** Id of the token. */
  tokenId: string;
  now: Date;
}

export interface AccessTokenOptions {
  signingKey: Jwk;
  /** Published with the current key, so that tokens it signed stay good while they live. */
  previousKey?: Jwk | undefined;
  lifetimeSeconds: number;
}

export async function createAccessTokens(options: AccessTokenOptions): Promise<AccessTokens> {
  const { signingKey, previousKey, lifetimeSeconds } = options;
  const key = await importJWK(signingKey, 'EdDSA');
  const published = await toPublicJwk(signingKey);
  const keys = [published, ...(previousKey ? [await toPublicJwk(previousKey)] : [])];
  return {
    jwks: { keys },
    lifetimeSeconds,
    async issue({ userId, sessionId, roles, tokenId, now }) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const scope = scopesOfRoles(roles).join(' ');
      const accessToken = await new SignJWT({ sid: sessionId, roles, ...(scope && { scope }) })
        .setProtectedHeader({ alg: 'EdDSA', kid: published.kid! })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setJti(tokenId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(key);
      return { accessToken, expiresAt: new Date((issuedAt + lifetimeSeconds) * 1000) };
    },
  };
}

/** Only the members that are public; whatever else a key holds stays here. */
async function toPublicJwk({ kty, crv, x, kid }: Jwk): Promise<Jwk> {
  const bare = { kty, crv, x } as { kty: string; crv: string; x: string };
  return { ...bare, kid: kid ?? (await calculateJwkThumbprint(bare)), alg: 'EdDSA', use: 'sig' };
}
