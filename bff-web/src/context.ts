/** What resolvers get for one request: the gateway as its user sees it, and the browser's session. */
import { CodedError } from '@tributary/service';
import {
  createOperationBudget,
  type GatewayClient,
  type GatewayDocument,
  type GatewayResult,
  requireData,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type { GatewayEvents } from '@tributary/service/gateway-events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StartGuestSessionDocument } from './generated/operations.js';
import { refreshTokens } from './refresh.js';
import { isSameOrigin } from './same-origin.js';
import { type BrowserSession, browserSession, sessionCookieName } from './session-cookie.js';
import type { Sessions, Tokens } from './sessions/sessions.js';
import { liveResults } from './live/live-results.js';
import { rolesIn } from './token-roles.js';
import { isStaff } from './views/account.js';
import { createVisitor, type VisitorKind } from './visitor.js';

export interface Context {
  session: BrowserSession;
  /** Whether the session's cookie came with a request that another site may have caused. */
  foreign: boolean;
  /** Asks for a page; its errors are in the result. @throws CodedError when the gateway is down. */
  ask: <D, V>(document: GatewayDocument<D, V>, variables: V) => Promise<GatewayResult<D>>;
  /** Sends a mutation as the user. @throws CodedError when nothing came back. */
  change: <D, V>(document: GatewayDocument<D, V>, variables: V) => Promise<Changed<D>>;
  /** The same for what a shopper without a session does: they get one, as a guest. @throws as `change` */
  changeAsShopper: Context['change'];
  /**
   * Registering, signing in: as whoever is here, so that a guest's cart and orders come along, or as nobody
   * when that cannot be told. @throws CodedError when nothing came back.
   */
  changeSession: Context['change'];
  /** The browser is somebody else's from now on: a new session, a new cookie. */
  signIn: (tokens: Tokens) => Promise<void>;
  /** Whether the browser has a session that may hold something. */
  hasSession: () => boolean;
  /** A live state; begins with the present one. Ends with the request. @throws CodedError */
  watch: <D, V>(document: GatewayDocument<D, V>, variables: V) => AsyncIterable<Changed<D>>;
  /** Whether the tokens are staff's: decides what is asked for, never what is allowed. */
  isStaff: () => Promise<boolean>;
  /** @throws CodedError UNAUTHENTICATED without a session, FORBIDDEN for who is no staff */
  requireStaff: () => Promise<void>;
  /** Why something of the user's is absent from an answer without faults. */
  absent: (forUser: UnavailableReason) => UnavailableReason;
}

type Changed<D> = GatewayResult<D> & { data: D };

export interface ContextOptions {
  gateway: GatewayClient;
  events: GatewayEvents;
  sessions: Sessions;
  secure: boolean;
  publicUrl?: string;
  /** Aborts when the client has left. */
  signal?: AbortSignal;
}

export async function createContext(
  request: FastifyRequest,
  reply: FastifyReply,
  { gateway, events, sessions, secure, publicUrl, signal }: ContextOptions,
): Promise<Context> {
  const session = await browserSession(request, reply, { sessions, secure });
  const caller = {
    requestId: request.id,
    clientIp: request.ip,
    userAgent: request.headers['user-agent'],
  };
  const comes = () =>
    createVisitor(session, (refreshToken) => refreshTokens(gateway, refreshToken, caller));
  const visitor = comes();
  const spend = createOperationBudget();

  const ask: Context['ask'] = async (document, variables) => {
    spend();
    const accessToken = await visitor.token();
    const result = await gateway.execute(document, variables, { ...caller, accessToken });
    if (!accessToken || !isTokenRefused(result)) return result;
    const renewed = await visitor.renewedToken();
    return gateway.execute(document, variables, { ...caller, accessToken: renewed });
  };

  const asNobody: Context['ask'] = (document, variables) => {
    spend();
    return gateway.execute(document, variables, caller);
  };
  const change: Context['change'] = async (document, variables) => {
    await visitor.token();
    if (visitor.kind() === 'unknown') throw new CodedError('SERVICE_UNAVAILABLE');
    return requireChange(await ask(document, variables));
  };
  const startAsGuest = async () => {
    const started = requireChange(await asNobody(StartGuestSessionDocument, {}));
    const { accessToken, refreshToken, expiresAt } = started.data.startGuestSession;
    await visitor.became({ accessToken, refreshToken, expiresAt });
  };

  return {
    session,
    foreign:
      request.cookies[sessionCookieName(secure)] !== undefined &&
      !isSameOrigin(request.headers, publicUrl),
    ask,
    change,
    async changeAsShopper(document, variables) {
      if ((await visitor.token()) === null && visitor.kind() === 'nobody') await startAsGuest();
      return change(document, variables);
    },
    async changeSession(document, variables) {
      const result = (await visitor.token()) === null ? null : await ask(document, variables);
      if (result && !isTokenRefused(result)) return requireChange(result);
      return requireChange(await asNobody(document, variables));
    },
    watch(document, variables) {
      const live = signal ?? AbortSignal.timeout(0);
      return liveResults({
        open: (accessToken) =>
          events.subscribe(document, variables, { ...caller, accessToken }, live),
        // Another visitor each time: a stream outlives its tokens.
        token: (refused) => (refused ? comes().renewedToken() : comes().token()),
        signal: live,
      });
    },
    isStaff: async () => isStaff(rolesIn(await visitor.token())),
    async requireStaff() {
      const token = await visitor.token();
      if (token === null)
        throw new CodedError(
          visitor.kind() === 'unknown' ? 'SERVICE_UNAVAILABLE' : 'UNAUTHENTICATED',
        );
      if (!isStaff(rolesIn(token))) throw new CodedError('FORBIDDEN');
    },
    signIn: visitor.became,
    hasSession: () => visitor.kind() !== 'nobody',
    absent: (forUser) => absentReasons[visitor.kind()] ?? forUser,
  };
}

const requireChange = <D>(result: GatewayResult<D>): Changed<D> => ({
  ...result,
  data: requireData(result),
});

/** The gateway took the token itself for bad, whatever was asked for. */
const isTokenRefused = ({ status, data }: GatewayResult<unknown>) =>
  status === 401 && data === null;

const absentReasons: Partial<Record<VisitorKind, UnavailableReason>> = {
  nobody: 'SIGN_IN_REQUIRED',
  unknown: 'SERVICE_UNAVAILABLE',
};
