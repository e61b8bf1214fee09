/** Trades a refresh token for a new pair. A token works once: who calls this sees to that, see sessions/. */
import type { GatewayCaller, GatewayClient } from '@tributary/service/gateway-client';
import { RefreshSessionDocument, type RefreshSessionMutation } from './generated/operations.js';
import type { Replacement } from './sessions/sessions.js';

/** Never rejects. */
export async function refreshTokens(
  gateway: GatewayClient,
  refreshToken: string,
  caller: GatewayCaller,
): Promise<Replacement> {
  try {
    const nobody = { ...caller, accessToken: null };
    const { data } = await gateway.execute(RefreshSessionDocument, { refreshToken }, nobody);
    return data ? toReplacement(data) : { kind: 'unreachable' };
  } catch {
    return { kind: 'unreachable' };
  }
}

function toReplacement({ refreshSession }: RefreshSessionMutation): Replacement {
  if (refreshSession.__typename !== 'AuthSession') return { kind: 'refused' };
  const { accessToken, refreshToken, expiresAt } = refreshSession;
  return { kind: 'refreshed', tokens: { accessToken, refreshToken, expiresAt } };
}
