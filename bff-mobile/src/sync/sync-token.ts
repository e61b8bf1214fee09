/** The sync token: the device's state, signed, so that it says nothing that we have not said. */
import { CodedError } from '@tributary/service';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { SyncState } from './sync-state.js';

export interface SyncTokens {
  /** The state; null when the token is too old to go on from. @throws CodedError SYNC_TOKEN_INVALID */
  read(token: string, now: Date): Promise<SyncState | null>;
  write(state: SyncState, now: Date): Promise<string>;
}

const lifeSeconds = 30 * 86_400;
/** Longer than any of ours: it is not even looked at. */
const maxLength = 4_096;
const options = { algorithms: ['HS256'], audience: 'tributary-mobile-sync' };

/** @param secret the same for all instances, 32 characters at least */
export function createSyncTokens(secret: string): SyncTokens {
  const key = new TextEncoder().encode(secret);
  return {
    async read(token, now) {
      try {
        if (token.length > maxLength) throw new errors.JWTInvalid();
        const { payload } = await jwtVerify(token, key, { ...options, currentDate: now });
        return payload['state'] as SyncState;
      } catch (error) {
        if (error instanceof errors.JWTExpired) return null;
        throw new CodedError('SYNC_TOKEN_INVALID', undefined, { originalError: error as Error });
      }
    },
    write: (state, now) =>
      new SignJWT({ state })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(options.audience)
        .setExpirationTime(Math.floor(now.getTime() / 1_000) + lifeSeconds)
        .sign(key),
  };
}
