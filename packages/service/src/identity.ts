/**
 * The signed internal identity: the gateway says who is calling, each subgraph believes only that.
 * Ed25519 keeps the power to sign at the gateway alone. One identity lives for five minutes, and both sides
 * cache by token, so that somebody who looks around is signed and verified once, not at each step.
 */
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Jwk } from './config.js';

export const identityHeader = 'x-tributary-identity';
export const roles = ['CUSTOMER', 'STAFF', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

/** Who is calling. `userId` is null for a guest. `sessionId` is the users service's session. */
export interface Identity {
  userId: string | null;
  sessionId: string | null;
  roles: readonly Role[];
}

export const guest: Identity = { userId: null, sessionId: null, roles: [] };

const issuer = 'tributary-gateway';
const audience = 'tributary-subgraphs';
const lifetimeMs = 300_000;
const clockToleranceMs = 60_000;
const cacheSize = 10_000;

/**
 * Signs identities with the gateway's private key. Reuses a signature for half of its life; one that is
 * known is answered at once, without a promise.
 */
export async function createIdentitySigner(
  privateJwk: Jwk,
): Promise<(identity: Identity) => string | Promise<string>> {
  const key = await importJWK(privateJwk, 'EdDSA');
  const ttl = lifetimeMs / 2;
  // By the clock that the tokens' own times are of.
  const cache = new LRUCache<string, string>({ max: cacheSize, ttl, perf: Date });
  const sign = async (identity: Identity, cacheKey: string) => {
    const token = await new SignJWT({ sid: identity.sessionId, roles: identity.roles })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(identity.userId ?? '')
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(new Date(Date.now() + lifetimeMs))
      .sign(key);
    cache.set(cacheKey, token);
    return token;
  };
  return (identity) => {
    const cacheKey = `${identity.userId}|${identity.sessionId}|${identity.roles.join()}`;
    return cache.get(cacheKey) ?? sign(identity, cacheKey);
  };
}

/**
 * Verifies identities with the gateway's public key. The returned function answers null for anything
 * that is missing, forged or expired.
 */
export async function createIdentityVerifier(
  publicJwk: Jwk,
): Promise<(token: string | undefined) => Promise<Identity | null>> {
  const key = await importJWK(publicJwk, 'EdDSA');
  const cache = new LRUCache<string, { identity: Identity; expiresAtMs: number }>({
    max: cacheSize,
  });
  return async (token) => {
    if (!token) return null;
    const cached = cache.get(token);
    if (cached && cached.expiresAtMs > Date.now()) return cached.identity;
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience,
        clockTolerance: clockToleranceMs / 1000,
      });
      const identity: Identity = {
        userId: payload.sub || null,
        sessionId: typeof payload['sid'] === 'string' ? payload['sid'] : null,
        roles: (payload['roles'] as Role[] | undefined) ?? [],
      };
      cache.set(token, { identity, expiresAtMs: payload.exp! * 1000 + clockToleranceMs });
      return identity;
    } catch {
      return null;
    }
  };
}
