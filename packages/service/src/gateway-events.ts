/**
 * Subscriptions of a BFF at the gateway: GraphQL over server-sent events, one connection each. What is not
 * read is not fetched: a slow reader slows the gateway's stream down, and nothing piles up here.
 */
import { Agent } from 'undici';
import { CodedError } from './errors.js';
import {
  type GatewayCaller,
  type GatewayDocument,
  type GatewayResult,
  headersOf,
  readAnswer,
  textOf,
  toNetworkError,
} from './gateway-client.js';
import { createSseParser } from './sse-parser.js';

export interface GatewayEvents {
  /**
   * The results of a subscription until the gateway completes it.
   * @param signal ends it, also while it waits
   * @throws CodedError SERVICE_UNAVAILABLE when the gateway cannot be reached, or was lost on the way
   */
  subscribe<Data, Variables>(
    document: GatewayDocument<Data, Variables>,
    variables: Variables,
    caller: GatewayCaller,
    signal: AbortSignal,
  ): AsyncGenerator<GatewayResult<Data>, void>;
  close(): Promise<void>;
}

export interface GatewayEventsOptions {
  /** Its GraphQL endpoint. */
  url: string;
  /** Who asks: the gateway has limits and, in production, a list of documents by this name. */
  clientName?: string;
  /** The longest silence: the gateway sends something every 12 s. */
  silenceMs?: number;
}

/** In characters. */
const maxEventLength = 1_048_576;

export function createGatewayEvents({
  url,
  clientName,
  silenceMs = 40_000,
}: GatewayEventsOptions): GatewayEvents {
  const { origin, pathname, search } = new URL(url);
  const named = clientName ? { 'apollographql-client-name': clientName } : {};
  const agent = new Agent({ connect: { timeout: 2_000 }, pipelining: 0 });
  return {
    async *subscribe(document, variables, caller, signal) {
      const { name, query } = textOf(document);
      const { 'x-timeout-ms': _deadline, ...headers } = headersOf(caller, silenceMs);
      try {
        const answer = await agent.request({
          origin,
          path: pathname + search,
          method: 'POST',
          headers: { ...headers, ...named, accept: 'text/event-stream' },
          body: JSON.stringify({ operationName: name, query, variables }),
          headersTimeout: silenceMs,
          bodyTimeout: silenceMs,
          signal,
        });
        const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
        if (!isStream) {
          yield readAnswer(answer.statusCode, await answer.body.text()) as GatewayResult<never>;
          return;
        }
        for await (const data of readEvents(answer.body))
          yield readAnswer(answer.statusCode, data) as GatewayResult<never>;
      } catch (error) {
        throw error instanceof CodedError ? error : toNetworkError(error);
      }
    },
    close: () => agent.destroy(),
  };
}

/** The data of each `next` until `complete`. @throws Error when the stream ends before, or an event is too long */
async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  const parse = createSseParser(maxEventLength);
  for await (const chunk of body)
    for (const { event, data } of parse(chunk)) {
      if (event === 'complete') return;
      if (event === 'next') yield data;
    }
  throw new Error('The stream ended without being completed.');
}
