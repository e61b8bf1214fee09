/**
 * Who is calling: reads the access token of the users service, or of whoever the configuration names, and
 * verifies it with its published keys. A request without a token is a guest's. It grants nothing; the owning subgraph decides.
 */
import { CodedError, type ErrorCode, guest, roles } from '@tributary/service';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { type CallerIdentity, readScopes } from './authorization/caller-grants.js';
import { ownTokens, type TokenRules } from './token-rules.js';

export interface CallerOptions {
  /** Without it every caller is a guest, whatever token it sends. */
  jwksUrl: string | undefined;
  /** Those of the users service unless told. */
  rules?: TokenRules;
  /** How soon after a fetch of the keys an unknown key id may cause the next. */
  jwksCooldownMs?: number;
}

/** Reads the `authorization` header. */
export type IdentifyCaller = (authorization: string | undefined) => Promise<CallerIdentity>;

const clockToleranceSeconds = 5;
const cacheSize = 10_000;

/**
 * The returned function rejects with CodedError, and the HTTP status in `extensions.http`:
 * TOKEN_EXPIRED and UNAUTHENTICATED with 401, SERVICE_UNAVAILABLE with 503 when the keys cannot be
 * had. Verified tokens are remembered until they expire, so known callers outlive an outage of users.
 */
export function createIdentifyCaller({
  jwksUrl,
  rules = ownTokens,
  jwksCooldownMs = 30_000,
}: CallerOptions): IdentifyCaller {
  if (jwksUrl === undefined) return () => Promise.resolve(guest);
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    cooldownDuration: jwksCooldownMs,
    cacheMaxAge: 600_000,
    timeoutDuration: 3_000,
  });
  const cache = new LRUCache<string, CallerIdentity>({ max: cacheSize });
  return async (authorization) => {
    if (!authorization) return guest;
    const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
    if (!token) throw refusal('UNAUTHENTICATED', 401);
    const cached = cache.get(token);
    if (cached) return cached;
    const payload = await verify(token, keys, rules);
    const identity = toIdentity(payload);
    cache.set(token, identity, { ttl: remainingMs(payload) });
    return identity;
  };
}

async function verify(
  token: string,
  keys: ReturnType<typeof createRemoteJWKSet>,
  { issuer, audiences, algorithms }: TokenRules,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: [...audiences],
      algorithms: [...algorithms],
      requiredClaims: ['sub', 'exp'],
      clockTolerance: clockToleranceSeconds,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refusal('TOKEN_EXPIRED', 401);
    if (isFaultOfToken(error)) throw refusal('UNAUTHENTICATED', 401);
    throw new CodedError('SERVICE_UNAVAILABLE', 'Sign-ins cannot be checked just now.', {
      originalError: error as Error,
      extensions: { service: 'users', http: { status: 503 } },
    });
  }
}

const faultsOfToken = [
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
];

const isFaultOfToken = (error: unknown) => faultsOfToken.some((type) => error instanceof type);

function toIdentity({ sub, sid, roles: claimed, scope }: JWTPayload): CallerIdentity {
  if (!sub) throw refusal('UNAUTHENTICATED', 401);
  const scopes = readScopes(scope);
  return {
    userId: sub,
    sessionId: typeof sid === 'string' ? sid : null,
    roles: Array.isArray(claimed) ? roles.filter((role) => claimed.includes(role)) : [],
    ...(scopes.length > 0 && { scopes }),
  };
}

/** Counted as jose counts: a token is good until its expiry plus the tolerance. */
function remainingMs({ exp }: JWTPayload): number {
  return Math.max(1, (exp! + clockToleranceSeconds) * 1_000 - Date.now());
}

function refusal(code: ErrorCode, status: number): CodedError {
  return new CodedError(code, undefined, { extensions: { http: { status } } });
}
