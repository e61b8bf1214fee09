/** What resolvers get for one request: the gateway as the bearer of the app's token sees it. */
import { CodedError } from '@tributary/service';
import {
  createOperationBudget,
  type GatewayClient,
  type GatewayDocument,
  type GatewayResult,
  requireData,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type { FastifyRequest } from 'fastify';
import type { SyncTokens } from './sync/sync-token.js';

export interface Context {
  /** Asks for a screen; its errors are in the result. @throws CodedError when the gateway is down. */
  ask: <D, V>(document: GatewayDocument<D, V>, variables: V) => Promise<GatewayResult<D>>;
  /** Sends a mutation. @throws CodedError when nothing came back. */
  change: <D, V>(document: GatewayDocument<D, V>, variables: V) => Promise<Changed<D>>;
  /** As `change`, without the token: it may have expired, and that must not stop a new sign-in. */
  changeAsGuest: <D, V>(document: GatewayDocument<D, V>, variables: V) => Promise<Changed<D>>;
  /** Why something of the user's is absent from an answer without faults. */
  absent: (forUser: UnavailableReason) => UnavailableReason;
  syncTokens: SyncTokens;
  now: () => Date;
}

/** What is the same for all requests. */
export interface Surroundings {
  gateway: GatewayClient;
  syncTokens: SyncTokens;
  now: () => Date;
}

type Changed<D> = GatewayResult<D> & { data: D };

/** @throws CodedError UNAUTHENTICATED (HTTP 401) for an Authorization header of another scheme. */
export function createContext(
  request: FastifyRequest,
  { gateway, syncTokens, now }: Surroundings,
): Context {
  const accessToken = readBearer(request.headers.authorization);
  const caller = {
    requestId: request.id,
    clientIp: request.ip,
    userAgent: request.headers['user-agent'],
  };
  const spend = createOperationBudget();

  const send = (token: string | null): Context['ask'] =>
    async function sendAs(document, variables) {
      spend();
      return gateway.execute(document, variables, { ...caller, accessToken: token });
    };
  const change = (token: string | null): Context['change'] =>
    async function changeAs(document, variables) {
      const result = await send(token)(document, variables);
      return { ...result, data: requireData(result) };
    };

  return {
    ask: send(accessToken),
    change: change(accessToken),
    changeAsGuest: change(null),
    absent: (forUser) => (accessToken ? forUser : 'SIGN_IN_REQUIRED'),
    syncTokens,
    now,
  };
}

function readBearer(header: string | undefined): string | null {
  if (!header) return null;
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (token) return token;
  throw new CodedError('UNAUTHENTICATED', 'The Authorization header must be "Bearer <token>".', {
    extensions: { http: { status: 401 } },
  });
}
