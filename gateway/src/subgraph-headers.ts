/** What a subgraph is told beside the operation: who calls, which request it is, how long it may take. */
import { randomBytes } from 'node:crypto';
import { identityHeader, type Identity, injectTrace, requestIdHeader } from '@tributary/service';
import { type GatewayContext, timeoutHeader } from './context.js';

export interface HeaderOptions {
  /** Undefined where subgraphs are not told who calls. */
  signIdentity: ((identity: Identity) => string | Promise<string>) | undefined;
  /** Whether spans are made; without them a client's trace is passed on all the same. */
  isTracing: boolean;
}

/** Set by the gateway when usage is reported to Studio: the subgraph then adds its timings. */
export const studioTraceHeader = 'apollo-federation-include-trace';

/** Names and values in turn. */
export function createHeaders(
  context: GatewayContext,
  timeoutMs: number,
  rest: {
    identity: string | undefined;
    isTracing: boolean;
    studioTrace?: string | null | undefined;
  },
): string[] {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/json',
    requestIdHeader,
    context.requestId,
    timeoutHeader,
    String(timeoutMs),
    'x-client-ip',
    context.clientIp,
  ];
  if (rest.identity !== undefined) headers.push(identityHeader, rest.identity);
  if (context.forwardedHeaders) headers.push(...context.forwardedHeaders);
  if (context.userAgent) headers.push('x-client-user-agent', context.userAgent);
  if (rest.studioTrace) headers.push(studioTraceHeader, rest.studioTrace);
  if (rest.isTracing) headers.push(...Object.entries(injectTrace({})).flat());
  else if (context.traceparent) headers.push('traceparent', nextHop(context.traceparent));
  return headers;
}

/** What differs between requests for the same thing. A subgraph's answer does not depend on it. */
const perRequest: ReadonlySet<string> = new Set([
  requestIdHeader,
  timeoutHeader,
  'traceparent',
  'tracestate',
]);

/** Whether both are requests of one caller: a subgraph that is told the one cannot tell it from the other. */
export function isSameCaller(headers: readonly string[], others: readonly string[]): boolean {
  if (headers.length !== others.length) return false;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    if (name !== others[index]) return false;
    if (headers[index + 1] !== others[index + 1] && !perRequest.has(name)) return false;
  }
  return true;
}

/** The headers of another attempt. */
export function withTimeout(headers: readonly string[], timeoutMs: number): string[] {
  const changed = [...headers];
  changed[changed.indexOf(timeoutHeader) + 1] = String(timeoutMs);
  return changed;
}

/** The same trace with an id of its own for this hop. */
function nextHop(traceparent: string): string {
  return `${traceparent.slice(0, 36)}${randomBytes(8).toString('hex')}${traceparent.slice(52)}`;
}
