/**
 * Trades refresh tokens for new pairs, each token once: its reuse would end the whole session. A tab
 * often sends several requests with the same cookie, some of them after the first was answered, so an
 * outcome is shared for a while. (Within this process: several instances need a shared store.)
 */
import type { GatewayCaller, GatewayClient } from '@tributary/service/gateway-client';
import { RefreshSessionDocument, type RefreshSessionMutation } from './generated/operations.js';
import type { Tokens } from './session-cookie.js';

export type RefreshOutcome =
  | { kind: 'refreshed'; tokens: Tokens }
  /** The token is unknown, used, revoked or expired: the session is over. */
  | { kind: 'refused' }
  /** Nobody could tell; the session may be as good as ever. */
  | { kind: 'unreachable' };

export type Refresh = (refreshToken: string, caller: GatewayCaller) => Promise<RefreshOutcome>;

/** @param shareMs how long an outcome is given to those who come with the old token */
export function createRefresh(gateway: GatewayClient, shareMs = 60_000): Refresh {
  const outcomes = new Map<string, Promise<RefreshOutcome>>();
  return (refreshToken, caller) => {
    const known = outcomes.get(refreshToken);
    if (known) return known;
    const outcome = askForTokens(gateway, refreshToken, caller).then((found) => {
      if (found.kind === 'unreachable') outcomes.delete(refreshToken);
      else setTimeout(() => outcomes.delete(refreshToken), shareMs).unref();
      return found;
    });
    outcomes.set(refreshToken, outcome);
    return outcome;
  };
}

async function askForTokens(
  gateway: GatewayClient,
  refreshToken: string,
  caller: GatewayCaller,
): Promise<RefreshOutcome> {
  try {
    const guest = { ...caller, accessToken: null };
    const { data } = await gateway.execute(RefreshSessionDocument, { refreshToken }, guest);
    return data ? toOutcome(data) : { kind: 'unreachable' };
  } catch {
    return { kind: 'unreachable' };
  }
}

function toOutcome({ refreshSession }: RefreshSessionMutation): RefreshOutcome {
  if (refreshSession.__typename !== 'AuthSession') return { kind: 'refused' };
  const { accessToken, refreshToken, expiresAt } = refreshSession;
  return { kind: 'refreshed', tokens: { accessToken, refreshToken, expiresAt } };
}
