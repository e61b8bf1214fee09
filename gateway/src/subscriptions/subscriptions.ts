/**
 * Subscriptions of clients, whatever protocol they come by. A subscription passes through Apollo Server
 * like a query, so that validation, demand control, trusted documents and plugins hold for it; where a
 * query would be executed it is accepted, and then runs on the supergraph that it was validated with.
 */
import type { ApolloServer, HTTPGraphQLRequest } from '@apollo/server';
import { CodedError, Counter, type Logger } from '@tributary/service';
import type { ErrorFormat } from '@tributary/service/graphql-server';
import { type GraphQLError, Kind } from 'graphql';
import type { GatewayContext } from '../context.js';
import type { FindGraph } from '../execution/executor.js';
import type { ExecutionOutcome, Executor, RequestContext } from '../execution/stock.js';
import type { SubgraphDataSource } from '../subgraph-data-source.js';
import { createAdmission } from './admission.js';
import { restrictedHash } from '../authorization/restricted-operation.js';
import { primaryOf } from './event-graph.js';
import type { QueueBudget } from './event-queue.js';
import type { Ending, EventStream } from './event-stream.js';
import { type AcceptedSubscription, openSubscription } from './open-subscription.js';
import type { SubscriptionSettings } from './settings.js';
import type { OpenSource } from './source.js';
import { leftOfToken } from './token-expiry.js';

export interface SubscriptionsOptions {
  settings: SubscriptionSettings;
  logger: Logger;
  formatError: ErrorFormat;
  findEventGraph: FindGraph;
  executeEvent: Executor;
  sources: Record<'sse' | 'ws', OpenSource>;
  createHeaders: (context: GatewayContext) => Promise<Record<string, string>>;
  acceptTimeoutMs: number;
  /** Within which time running subscriptions move to a new supergraph. */
  reloadSpreadMs: number;
}

/** One operation of a client that can be sent more than one result. */
export interface StreamingRequest {
  http: HTTPGraphQLRequest;
  createContext: () => Promise<GatewayContext>;
  /** The header that identified the caller: the subscription ends with the token in it. */
  authorization: string | undefined;
}

export type Opened =
  /** What is no subscription, or was refused. `text` is the JSON of a GraphQL response. */
  { kind: 'answer'; status: number; text: string } | { kind: 'stream'; stream: EventStream };

export interface Subscriptions {
  /** @throws CodedError with the HTTP status when there is no room for another */
  open(server: ApolloServer<GatewayContext>, request: StreamingRequest): Promise<Opened>;
  /** Tells all clients to subscribe anew, within the spread: there is a new supergraph. */
  reload(): void;
  /** Ends all and lets no other begin. */
  drain(): void;
}

const endings = new Counter({
  name: 'gateway_subscriptions_ended_total',
  help: 'Subscriptions that have ended, by reason.',
  labelNames: ['reason'],
});

const maxQueueBytes = 1_048_576;
const maxProcessQueueBytes = 128 * 1_048_576;

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { settings, reloadSpreadMs } = options;
  const admission = createAdmission(settings);
  const budget: QueueBudget = { used: 0, max: maxProcessQueueBytes };
  const running = new Set<EventStream>();
  let isDraining = false;

  function start(accepted: AcceptedSubscription, authorization: string | undefined): EventStream {
    if (isDraining) throw new CodedError('SERVICE_UNAVAILABLE');
    const leave = admission.enter(accepted.request.context as GatewayContext);
    const { protocol } = protocolOf(settings, accepted.primary.serviceName);
    const stream = openSubscription(accepted, {
      ...options,
      open: options.sources[protocol],
      execute: options.executeEvent,
      limits: { length: settings.queueLength, bytes: maxQueueBytes, budget },
      reconnects: settings.reconnects,
      onEnd: (ending) => {
        leave();
        running.delete(stream);
        endings.inc({ reason: reasonOf(ending) });
      },
    });
    running.add(stream);
    endWithToken(stream, authorization);
    return stream;
  }

  return {
    async open(server, { http, createContext, authorization }) {
      let accepted: AcceptedSubscription | undefined;
      const accept = (request: RequestContext): ExecutionOutcome => {
        const outcome = judge(request, options);
        if (!('errors' in outcome)) accepted = outcome;
        return 'errors' in outcome ? outcome : { data: null };
      };
      const { status = 200, body } = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: http,
        context: async () => Object.assign(await createContext(), { accept }),
      });
      if (accepted) return { kind: 'stream', stream: start(accepted, authorization) };
      if (body.kind !== 'complete') throw new Error('A stream is not answered in parts.');
      return { kind: 'answer', status, text: body.string.trimEnd() };
    },
    reload() {
      for (const stream of running) {
        const end = () => stream.end({ kind: 'reconnect' }, false);
        const timer = setTimeout(end, Math.random() * reloadSpreadMs).unref();
        stream.onEnd(() => clearTimeout(timer));
      }
    },
    drain() {
      isDraining = true;
      for (const stream of running) stream.end({ kind: 'reconnect' }, true);
    },
  };
}

const protocolOf = ({ protocols }: SubscriptionSettings, service: string) =>
  Object.hasOwn(protocols, service) ? protocols[service]! : { protocol: 'sse' as const };

/** @throws GraphQLError when the planner refuses it */
function judge(
  request: RequestContext,
  { findEventGraph, settings }: SubscriptionsOptions,
): AcceptedSubscription | { errors: GraphQLError[] } {
  const { document, queryHash, schema } = request;
  const { operationName, variables } = request.request;
  if (isConditional(request))
    throw new CodedError('BAD_REQUEST', 'The field of a subscription takes no @skip or @include.', {
      extensions: { http: { status: 400 } },
    });
  const graph = findEventGraph(schema);
  const overrides = graph.decideOverrides?.(request.context as GatewayContext);
  const planned = graph.operation({ document, queryHash, operationName, overrides });
  const errors = planned.checkVariables(variables);
  if (errors.length > 0) return { errors: [...errors] };
  const restricted = planned.guard?.restrict((request.context as GatewayContext).identity);
  const refusals = restricted?.complete({ data: null }, variables).errors ?? [];
  if (refusals.length > 0) return { errors: [...refusals] };
  // Events are resolved by the plan of what is left for this caller, so that is what is subscribed to.
  const left = restricted && {
    document: restricted.document,
    queryHash: restrictedHash(queryHash, restricted),
    operationName,
    overrides,
  };
  const primary = primaryOf((left ? graph.operation(left) : planned).plan);
  const source = graph.stock.dataSources[primary.serviceName] as SubgraphDataSource;
  const { path } = { path: undefined, ...protocolOf(settings, primary.serviceName) };
  return { request, primary, path, source };
}

/** A plan needs one root field that is always there. */
const isConditional = ({ operation }: RequestContext): boolean =>
  operation.selectionSet.selections.some(
    ({ kind, directives = [] }) =>
      (kind === Kind.FIELD || kind === Kind.INLINE_FRAGMENT || kind === Kind.FRAGMENT_SPREAD) &&
      directives.some(({ name }) => name.value === 'skip' || name.value === 'include'),
  );

function endWithToken(stream: EventStream, authorization: string | undefined): void {
  const leftMs = leftOfToken(authorization, Date.now());
  if (leftMs === undefined) return;
  const expire = () =>
    stream.end({ kind: 'refused', error: new CodedError('TOKEN_EXPIRED') }, true);
  const timer = setTimeout(expire, leftMs).unref();
  stream.onEnd(() => clearTimeout(timer));
}

const reasonOf = (ending: Ending): string =>
  ending.kind === 'refused' ? ending.error.code : ending.kind;
