/**
 * One subgraph as the gateway calls it: under its policy, measured and traced, with headers that say who is
 * calling. The client's own credentials end at the gateway.
 */
import type { GraphQLDataSource } from '@apollo/gateway';
import { type Logger, SpanKind, withSpan } from '@tributary/service';
import { OperationTypeNode } from 'graphql';
import type { GatewayContext } from './context.js';
import type { Subgraph, SubgraphCall } from './execution/subgraph.js';
import { recordTimings } from './front/fetch-timings.js';
import { createFaultLog } from './resilience/fault-log.js';
import { ejections, faults, fetchDuration, watchedCallers } from './resilience/metrics.js';
import type { SubgraphPolicy } from './resilience/policy.js';
import { SubgraphCaller } from './resilience/subgraph-caller.js';
import type { SubgraphAnswer } from './subgraph-answer.js';
import { SubgraphFault, toResponseErrors } from './subgraph-fault.js';
import { type HeaderOptions, studioTraceHeader } from './subgraph-headers.js';

export interface SubgraphOptions extends HeaderOptions {
  name: string;
  /** Addresses of its instances; the first one names it in traces. */
  urls: readonly string[];
  policy: SubgraphPolicy;
  logger: Logger;
}

/** `process` is for the stock executor, `send` for ours. */
export interface SubgraphDataSource extends GraphQLDataSource, Subgraph {
  readonly url: string;
  readonly urls: readonly string[];
  /** The address of an instance for a connection that lasts. @param avoid has just failed */
  chooseUrl(avoid?: string): string;
  /** Lets running requests finish and closes the connections. */
  close(): Promise<void>;
}

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];
type Ask = (call: SubgraphCall) => Promise<SubgraphAnswer>;

/** Never rejects for a subgraph's fault: the fault is in the answer's errors. */
export function createSubgraphDataSource(options: SubgraphOptions): SubgraphDataSource {
  const { name, urls, isTracing, signIdentity, policy } = options;
  const caller = new SubgraphCaller({
    urls,
    policy,
    isTracing,
    signIdentity,
    onBreakerChange: ({ address }, state) => {
      if (state === 'open') ejections.inc({ service: name, instance: address });
      options.logger.warn({ service: name, instance: address, state }, 'a circuit breaker changed');
    },
  });
  watchedCallers.set(caller, name);
  const observed = observe((call) => caller.ask(call), options);
  const send = recordTimings(name, isTracing ? trace(observed, options) : observed);
  return {
    url: urls[0]!,
    urls,
    chooseUrl: (avoid) => {
      const { instances } = caller;
      return instances.chooseLasting(instances.all.find(({ url }) => url === avoid)).url;
    },
    send,
    process: (processOptions) => send(readCall(processOptions, name)),
    close: async () => {
      await caller.close();
      watchedCallers.delete(caller);
    },
  };
}

/** Measures each call, and makes an answer of a fault. */
function observe(ask: Ask, { name, logger }: SubgraphOptions): Ask {
  const succeeded = fetchDuration.labels({ service: name, outcome: 'ok' });
  const answered = fetchDuration.labels({ service: name, outcome: 'errors' });
  const logFault = createFaultLog(name, logger);
  return async (call) => {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1_000;
    try {
      const answer = await ask(call);
      (answer.errors ? answered : succeeded).observe(seconds());
      return answer;
    } catch (error) {
      if (!(error instanceof SubgraphFault)) throw error;
      fetchDuration.observe({ service: name, outcome: error.code }, seconds());
      faults.inc({ service: name, reason: error.reason });
      logFault(error);
      return { errors: toResponseErrors(error, name, call.query), fault: error };
    }
  };
}

function trace(ask: Ask, { name, urls }: SubgraphOptions): Ask {
  const kind = { kind: SpanKind.CLIENT, attributes: { 'server.address': new URL(urls[0]!).host } };
  return (call) =>
    withSpan(
      `subgraph ${name}`,
      async (span) => {
        const answer = await ask(call);
        if (answer.fault) span.setAttribute('error.type', answer.fault.code);
        return answer;
      },
      kind,
    );
}

/** Health checks and introspection of subgraphs are features of the gateway that are not used here. */
function readCall(options: ProcessOptions, name: string): SubgraphCall {
  if (!('incomingRequestContext' in options))
    throw new Error(`The subgraph "${name}" is not asked for "${options.kind}".`);
  const { request, incomingRequestContext } = options;
  const { query, operationName, variables, http } = request;
  return {
    body: JSON.stringify({ query, operationName, variables }),
    context: options.context as GatewayContext,
    query: query!,
    isMutation: incomingRequestContext.operation?.operation === OperationTypeNode.MUTATION,
    representations: countRepresentations(variables),
    studioTrace: http?.headers.get(studioTraceHeader),
  };
}

function countRepresentations(variables: Record<string, unknown> | undefined): number | undefined {
  const representations = variables?.['representations'];
  return Array.isArray(representations) ? representations.length : undefined;
}
