/**
 * One subgraph as the gateway calls it: a bounded pool of kept connections, a deadline on each
 * request, and headers that say who is calling. The client's own credentials end at the gateway.
 */
import type { GraphQLDataSource } from '@apollo/gateway';
import { Histogram, type Logger, SpanKind, withSpan } from '@tributary/service';
import { OperationTypeNode } from 'graphql';
import { Pool } from 'undici';
import type { GatewayContext } from './context.js';
import type { Subgraph, SubgraphCall } from './execution/subgraph.js';
import { readAnswer, type SubgraphAnswer } from './subgraph-answer.js';
import { readDeadline } from './subgraph-deadline.js';
import { SubgraphFault, toResponseErrors } from './subgraph-fault.js';
import { createHeaders, type HeaderOptions, studioTraceHeader } from './subgraph-headers.js';
import { post } from './subgraph-request.js';

export interface SubgraphOptions extends HeaderOptions {
  name: string;
  url: string;
  /** Longest wait for one answer; the client's deadline may shorten it. */
  timeoutMs: number;
  logger: Logger;
}

/** `process` is for the stock executor, `send` for ours. */
export interface SubgraphDataSource extends GraphQLDataSource, Subgraph {
  readonly url: string;
  /** Lets running requests finish and closes the connections. */
  close(): Promise<void>;
}

const connections = 64;
const connectTimeoutMs = 3_000;
const maxResponseBytes = 20 * 1_048_576;

const fetchDuration = new Histogram({
  name: 'gateway_subgraph_duration_seconds',
  help: 'Time from request to answer of a subgraph, by outcome.',
  labelNames: ['service', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];
type Ask = (call: SubgraphCall) => Promise<SubgraphAnswer>;

/** Never rejects for a subgraph's fault: the fault is in the answer's errors. */
export function createSubgraphDataSource(options: SubgraphOptions): SubgraphDataSource {
  const { name, url, timeoutMs, isTracing } = options;
  const pool = createPool(new URL(url).origin, timeoutMs);
  const observed = observe(createAsk(pool, options), options);
  const send = isTracing ? trace(observed, options) : observed;
  return {
    url,
    send,
    process: (processOptions) => send(readCall(processOptions, name)),
    close: () => pool.close(),
  };
}

function createPool(origin: string, timeoutMs: number): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: Math.min(connectTimeoutMs, timeoutMs) },
    // One timer of our own covers the whole request, from the queue to the last byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
    maxResponseSize: maxResponseBytes,
  });
}

/** Rejects with SubgraphFault. */
function createAsk(pool: Pool, options: SubgraphOptions): Ask {
  const { pathname, search } = new URL(options.url);
  const path = pathname + search;
  const { signIdentity, isTracing, timeoutMs } = options;
  return async ({ body, context, representations, studioTrace }) => {
    const deadline = readDeadline(context.deadlineAt, timeoutMs);
    const signed = signIdentity(context.identity);
    const identity = typeof signed === 'string' ? signed : await signed;
    const rest = { identity, isTracing, studioTrace };
    const headers = createHeaders(context, deadline.timeoutMs, rest);
    const { status, text, cacheControl } = await post(pool, { path, headers, body, deadline });
    const answer = readAnswer(status, text, representations);
    if (cacheControl !== undefined) answer.cacheControl = cacheControl;
    return answer;
  };
}

/** Measures each call, and makes an answer of a fault. */
function observe(ask: Ask, { name, logger }: SubgraphOptions): Ask {
  const succeeded = { service: name, outcome: 'ok' };
  const answered = { service: name, outcome: 'errors' };
  return async (call) => {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1_000;
    try {
      const answer = await ask(call);
      fetchDuration.observe(answer.errors ? answered : succeeded, seconds());
      return answer;
    } catch (error) {
      if (!(error instanceof SubgraphFault)) throw error;
      fetchDuration.observe({ service: name, outcome: error.code }, seconds());
      logger.warn({ err: error, service: name }, 'a subgraph gave no answer');
      return { errors: toResponseErrors(error, name, call.query), fault: error };
    }
  };
}

function trace(ask: Ask, { name, url }: SubgraphOptions): Ask {
  const kind = { kind: SpanKind.CLIENT, attributes: { 'server.address': new URL(url).host } };
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
