/** The account page, and who signed in. Tokens never get here. */
import {
  type GatewayResult,
  readParts,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type { AccountPageQuery, ProfilePartsFragment } from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';

/**
 * @param absent why there is no account when nothing failed
 * @throws CodedError for an error that no part of the page can stand for
 */
export function toAccountPage(
  result: GatewayResult<AccountPageQuery>,
  absent: UnavailableReason,
  wanted: Partial<Record<'withAddresses' | 'withSessions', boolean>>,
): ResolversParentTypes['AccountPage'] {
  const parts = readParts<PagePart>(result, {
    ADDRESSES: wanted.withAddresses,
    SESSIONS: wanted.withSessions,
  });
  const me = result.data?.me;
  return {
    profile: parts.take('PROFILE', me && toProfile(me), 'users', absent),
    addresses: parts.take('ADDRESSES', me?.addresses, 'users', absent),
    sessions: parts.take('SESSIONS', me?.sessions, 'users', absent),
    unavailable: parts.unavailable,
  };
}

export function toProfile(user: ProfilePartsFragment): ResolversParentTypes['Profile'] {
  const { id, email, name, emailVerified, isGuest, roles, createdAt } = user;
  return {
    id,
    email,
    name,
    emailVerified,
    isGuest,
    isStaff: isStaff(roles),
    memberSince: createdAt,
  };
}

/** Only whether staff's pages are offered: the gateway decides what they show. */
export const isStaff = (roles: readonly string[]): boolean =>
  roles.includes('STAFF') || roles.includes('ADMIN');
