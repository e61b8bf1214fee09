/** The account screen, and the tokens of a device that signed in. */
import {
  type GatewayResult,
  readParts,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type { AccountScreenQuery, SessionPartsFragment } from '../generated/operations.js';
import type { AccountScreen, ScreenPart } from '../generated/resolvers.js';

/**
 * @param absent why there is no account when nothing failed
 * @throws CodedError for an error that no part of the screen can stand for
 */
export function toAccountScreen(
  result: GatewayResult<AccountScreenQuery>,
  absent: UnavailableReason,
): AccountScreen {
  const parts = readParts<ScreenPart>(result);
  const me = result.data?.me;
  return {
    profile: parts.take('PROFILE', me, 'users', absent),
    addresses: parts.take('ADDRESSES', me?.addresses, 'users', absent),
    sessions: parts.take('SESSIONS', me?.sessions, 'users', absent),
    unavailable: parts.unavailable,
  };
}

export function toSignedIn({ accessToken, refreshToken, expiresAt, user }: SessionPartsFragment) {
  return { __typename: 'SignedIn' as const, accessToken, refreshToken, expiresAt, profile: user };
}
