/** Subscribes to a subgraph by graphql-transport-ws, a connection for each subscription. */
import type { IncomingMessage } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readAnswer } from '../subgraph-answer.js';
import { SubgraphFault } from '../subgraph-fault.js';
import {
  maxEventLength,
  once,
  type OpenSource,
  type SourceRequest,
  unavailable,
} from './source.js';

/** How soon a connection whose other end has gone silently is noticed to be dead. */
const keepAliveMs = 10_000;

export const openWsSource: OpenSource = (request, outer) => {
  const { query, operationName, variables, timeoutMs, url, headers } = request;
  const client = createClient({
    url: url.href.replace(/^http/, 'ws'),
    connectionParams: { ...headers },
    connectionAckWaitTimeout: timeoutMs,
    keepAlive: keepAliveMs,
    retryAttempts: 0,
    webSocketImpl: createSocketType(request),
    on: { connected: () => events.onOpen() },
  });
  const events = once(outer, () => void client.dispose());
  client.subscribe(
    { query, variables: { ...variables }, ...(operationName !== undefined && { operationName }) },
    {
      next(result) {
        try {
          const text = JSON.stringify(result);
          events.onEvent(readAnswer(200, text, undefined), text.length);
        } catch (error) {
          events.onFault(error as SubgraphFault);
        }
      },
      error(error) {
        const errors = refusalIn(error);
        if (!errors) return events.onFault(toFault(error));
        events.onEvent({ errors }, 0);
        events.onComplete();
      },
      complete: () => events.onComplete(),
    },
  );
  return events;
};

/** The library makes its sockets itself; these know who is calling and when to give up. */
function createSocketType({ headers, timeoutMs }: SourceRequest) {
  return class extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, {
        headers,
        handshakeTimeout: timeoutMs,
        maxPayload: maxEventLength,
        followRedirects: false,
      });
      this.once('upgrade', ({ socket }: IncomingMessage) => socket.setKeepAlive(true, keepAliveMs));
    }
  };
}

/** A message `error` of the protocol: the subgraph answered, with a refusal. */
function refusalIn(error: unknown): GraphQLFormattedError[] | undefined {
  return Array.isArray(error) ? (error as GraphQLFormattedError[]) : undefined;
}

function toFault(error: unknown): SubgraphFault {
  if (error instanceof SubgraphFault) return error;
  const { code, reason, message } = (error ?? {}) as Record<string, unknown>;
  const why = [code, reason ?? message].filter(Boolean).map(String).join(' ');
  return unavailable(`ended a WebSocket: ${why || 'no reason given'}`, error);
}
