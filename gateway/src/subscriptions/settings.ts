/** What an operator may set for subscriptions: limits, times, and how each subgraph is subscribed to. */
import { z } from 'zod';

/** How a subgraph serves its subscriptions. */
export interface SubgraphProtocol {
  /** `sse`: GraphQL over server-sent events. `ws`: graphql-transport-ws. */
  protocol: 'sse' | 'ws';
  /** Replaces the path of the subgraph's address. */
  path?: string | undefined;
}

export interface SubscriptionSettings {
  /** By subgraph; those that are not named serve SSE at their address. */
  protocols: Readonly<Record<string, SubgraphProtocol>>;
  /** Most subscriptions of this process at a time. */
  max: number;
  /** Most subscriptions of one user, or of one address where nobody has signed in. */
  maxPerCaller: number;
  /** Events that may wait for a slow client. */
  queueLength: number;
  /** How often a quiet connection to a client is kept alive. */
  heartbeatMs: number;
  /** How often in a row a lost connection to a subgraph is made anew. */
  reconnects: number;
}

/** Of this repository's own subgraphs. */
export const ownProtocols = 'orders=sse:/graphql/stream,inventory=sse:/graphql/stream';

/** `orders=sse:/graphql/stream,chat=ws` */
export function readProtocols(
  text: string,
  context: z.RefinementCtx,
): SubscriptionSettings['protocols'] {
  const entries = text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => /^ *([\w.-]+)=(sse|ws)(?::(\/[^\s,]*))? *$/.exec(entry));
  if (entries.every((entry) => entry !== null))
    return Object.fromEntries(
      entries.map(([, name, protocol, path]) => [
        name!,
        { protocol: protocol as SubgraphProtocol['protocol'], path },
      ]),
    );
  context.addIssue({
    code: 'custom',
    message: 'must be protocols such as orders=sse:/graphql/stream,chat=ws',
  });
  return z.NEVER;
}
