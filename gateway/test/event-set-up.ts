/** What the tests of subscriptions share: the mini graph with orders that send events, and gateways over it. */
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type EventSubgraph, startEventSubgraph } from './event-subgraph.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import {
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  type RunningGatewayOptions,
  startGateway,
  until,
} from './running-gateway.js';

export interface EventSetUp {
  keys: KeyPair;
  graph: MiniGraph;
  orders: EventSubgraph;
  issuer: TokenIssuer;
  start: (more?: Partial<RunningGatewayOptions>) => Promise<RunningGateway>;
  /** Waits until so many orders are being watched. */
  watched: (count: number) => Promise<void>;
  close: () => Promise<void>;
}

export async function startEventSetUp(): Promise<EventSetUp> {
  const keys = await createKeyPair();
  const [graph, orders, issuer] = await Promise.all([
    startMiniGraph(keys.publicKey),
    startEventSubgraph(),
    startTokenIssuer(),
  ]);
  return {
    keys,
    graph,
    orders,
    issuer,
    start: ({ config, ...more } = {}) =>
      startGateway({
        supergraphSdl: graph.supergraphSdl,
        identityKey: keys.privateKey,
        config: { jwksUrl: issuer.jwksUrl, subgraphUrls: { orders: orders.url }, ...config },
        ...more,
      }),
    watched: (count) =>
      until(`${count} are watched`, async () => orders.watched().length === count),
    close: async () => {
      await Promise.all([graph.close(), orders.stop(), issuer.close()]);
    },
  };
}
