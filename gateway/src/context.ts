/** What the gateway knows of a request while it is served: who calls, until when, from where. */
import { isIP } from 'node:net';
import type { QueryPlan } from '@apollo/query-planner';
import type { FastifyRequest } from 'fastify';
import type { CallerIdentity } from './authorization/caller-grants.js';
import type { ResponsePolicy } from './cache/response-policy.js';
import { type ClientPresence, presenceOf } from './client-presence.js';
import type { ExecutionOutcome, Executor } from './execution/stock.js';
import { FetchTimings } from './front/fetch-timings.js';
import { type ForwardedNames, pickHeaders } from './front/forward-headers.js';
import type { SubgraphEvent } from './subscriptions/event-graph.js';

export interface GatewayContext {
  identity: CallerIdentity;
  requestId: string;
  /** Milliseconds since 1970 after which the client no longer waits. */
  deadlineAt: number;
  clientIp: string;
  /** Whether the client still waits; absent where nobody can leave. */
  client?: ClientPresence;
  userAgent: string | undefined;
  /** The client's trace, when it sent a well-formed one. */
  traceparent: string | undefined;
  /**
   * The client's headers that go on to each subgraph, names and values in turn. They may say who is
   * calling: whatever is shared between requests must tell them apart by these, too.
   */
  forwardedHeaders: readonly string[] | undefined;
  /** Whether the response is to carry the query plan. */
  wantsQueryPlan: boolean;
  queryPlan?: QueryPlan;
  /** Whether the operation demands something of its caller: then nobody else is to have the response. */
  isGuarded?: boolean;
  /** How long the response may be kept, so far. */
  responsePolicy?: ResponsePolicy;
  /** How long its fetches took, when the response is to carry the plan. */
  timings: FetchTimings | undefined;
  /** What was executed before Apollo Server came to it, and is its to answer. */
  finished?: Promise<ExecutionOutcome> | undefined;
  /** Takes a subscription that would be executed now; only where there can be more than one result. */
  accept?: (request: Parameters<Executor>[0]) => ExecutionOutcome;
  /** The event of a subscription that is being resolved. */
  event?: SubgraphEvent;
}

export const timeoutHeader = 'x-timeout-ms';
export const queryPlanHeader = 'x-query-plan';

export interface RequestRules {
  requestTimeoutMs: number;
  trustProxy: boolean;
  forwardedHeaders: ForwardedNames;
  /** Whether query plans may be seen. */
  explorer: boolean;
}

/** A request, or an event of a subscription, which no socket of its own has asked for. */
export type IncomingCall = Pick<FastifyRequest, 'id' | 'headers' | 'ip'> &
  Partial<Pick<FastifyRequest, 'raw'>>;

/** The context of one request. */
export function createContext(
  identity: CallerIdentity,
  request: IncomingCall,
  rules: RequestRules,
): GatewayContext {
  const wantsQueryPlan = rules.explorer && request.headers[queryPlanHeader] === '1';
  return {
    identity,
    requestId: request.id,
    deadlineAt: Date.now() + readTimeoutMs(request.headers[timeoutHeader], rules.requestTimeoutMs),
    clientIp: readClientIp(request, rules.trustProxy),
    client: request.raw && presenceOf(request.raw.socket),
    userAgent: request.headers['user-agent'],
    traceparent: readTraceparent(request.headers['traceparent']),
    forwardedHeaders:
      rules.forwardedHeaders.length > 0
        ? pickHeaders(request.headers, rules.forwardedHeaders)
        : undefined,
    wantsQueryPlan,
    timings: wantsQueryPlan ? new FetchTimings() : undefined,
  };
}

const wellFormedTrace = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const readTraceparent = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && wellFormedTrace.test(header) ? header : undefined;

/** A client may wait for less than the limit, not for more; what is no number is ignored. */
export function readTimeoutMs(header: string | string[] | undefined, limitMs: number): number {
  if (typeof header !== 'string' || !/^\d{1,9}$/.test(header)) return limitMs;
  return Math.min(Number(header), limitMs);
}

/**
 * The client's address. Behind a trusted proxy it is what the proxy says: `x-client-ip` of a BFF, or
 * the last entry of `x-forwarded-for`, the only one that the proxy itself wrote.
 */
export function readClientIp(
  request: Pick<FastifyRequest, 'headers' | 'ip'>,
  trustProxy: boolean,
): string {
  if (!trustProxy) return request.ip;
  const named = request.headers['x-client-ip'];
  if (typeof named === 'string' && isIP(named)) return named;
  const entries = [request.headers['x-forwarded-for'] ?? ''].flat().join().split(',');
  const forwarded = entries.at(-1)!.trim();
  return isIP(forwarded) ? forwarded : request.ip;
}
