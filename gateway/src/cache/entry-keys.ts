/**
 * For whom an entry is: what tells callers apart in the keys of entries. Keys are made of JSON texts and
 * digests, none of which holds a line feed. They may hold credentials: they are not to be shown.
 */
import type { GatewayContext } from '../context.js';
import type { CachedFetch } from './cached-fetch.js';

type Sees = Pick<CachedFetch, 'seesPublic' | 'seesPrivate'>;

/** Under which keys an item may be found. */
export function keysOf(fetch: Sees, item: string, context: GatewayContext): string[] {
  const keys = fetch.seesPublic ? [publicKey(item, context)] : [];
  const identity = fetch.seesPrivate ? identityOf(context) : '';
  if (identity) keys.push(privateKey(item, identity));
  return keys;
}

export const keyOfEntry = (item: string, isPrivate: boolean, context: GatewayContext): string =>
  isPrivate ? privateKey(item, identityOf(context)) : publicKey(item, context);

/** Callers do not wait for one another where the answer may be for one only; guests have no name. */
export function flightKeyOf(
  fetch: Sees,
  item: string,
  context: GatewayContext,
): string | undefined {
  if (!fetch.seesPrivate) return publicKey(item, context);
  const identity = identityOf(context);
  return identity ? privateKey(item, identity) : undefined;
}

/** All that subgraphs are told of the caller; empty for a guest. */
export function identityOf({ identity, forwardedHeaders }: GatewayContext): string {
  const { userId, sessionId, roles } = identity;
  if (userId === null && !forwardedHeaders) return '';
  return JSON.stringify([userId, sessionId, roles, forwardedHeaders]);
}

const publicKey = (item: string, context: GatewayContext): string =>
  `\n${context.forwardedHeaders ? variantOf(context.forwardedHeaders) : ''}\n${item}`;

const privateKey = (item: string, identity: string): string => `${identity}\n\n${item}`;

const credentials: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/** What is for everybody does not depend on who asks, but may on other headers (of a tenant, say). */
function variantOf(headers: readonly string[]): string {
  const told = headers.filter((_one, index) => !credentials.has(headers[index - (index % 2)]!));
  return told.length > 0 ? JSON.stringify(told) : '';
}

/** The request as it goes on when its client has its answer: nobody can leave it. */
export function toBackground(context: GatewayContext, deadlineAt: number): GatewayContext {
  const { identity, requestId, clientIp, userAgent, traceparent, forwardedHeaders } = context;
  const kept = { identity, requestId, clientIp, userAgent, traceparent, forwardedHeaders };
  return { ...kept, deadlineAt, wantsQueryPlan: false, timings: undefined };
}
