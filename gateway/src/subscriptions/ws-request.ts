/** What a WebSocket's client says of itself, in the request that opened it and in its first message. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { SubscribePayload } from 'graphql-ws';

/** Browsers cannot set headers on a WebSocket: these may come as connection parameters instead. */
const allowedParameters: ReadonlySet<string> = new Set([
  'authorization',
  'apollographql-client-name',
  'apollographql-client-version',
  'traceparent',
  'x-timeout-ms',
]);

/** @param parameters as they are, or within `headers`, as some clients send them */
export function headersOf(
  { headers }: IncomingMessage,
  parameters: Readonly<Record<string, unknown>> = {},
): IncomingHttpHeaders {
  const { headers: inner } = parameters;
  const given = { ...parameters, ...(typeof inner === 'object' ? inner : undefined) };
  const allowed = Object.entries(given)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => allowedParameters.has(name) && typeof value === 'string');
  return { ...headers, ...(Object.fromEntries(allowed) as Record<string, string>) };
}

/** One operation as if it had come by POST. An empty query stands for one that is asked for by its hash. */
export function toHttpRequest(
  headers: IncomingHttpHeaders,
  { query, ...rest }: SubscribePayload,
): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) map.set(name, String(value));
  map.set('content-type', 'application/json').set('accept', 'application/json');
  return { method: 'POST', headers: map, search: '', body: { ...(query && { query }), ...rest } };
}

/**
 * Whether a page may open a connection: browsers ask nobody before they open a WebSocket or an
 * EventSource, so the origin is checked here. Clients that are no browsers send none.
 */
export function mayConnect(
  { origin, host }: IncomingHttpHeaders,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
