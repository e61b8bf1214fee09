/**
 * One subgraph as the gateway calls it: a bounded pool of kept connections, a deadline on each
 * request, and headers that say who is calling. The client's own credentials end at the gateway.
 */
import type { GraphQLDataSource } from '@apollo/gateway';
import {
  Histogram,
  identityHeader,
  type Identity,
  injectTrace,
  type Logger,
  requestIdHeader,
  SpanKind,
  withSpan,
} from '@tributary/service';
import { Pool } from 'undici';
import { type GatewayContext, timeoutHeader } from './context.js';
import { readAnswer, type SubgraphAnswer } from './subgraph-answer.js';
import { startDeadline } from './subgraph-deadline.js';
import { SubgraphFault, toResponseErrors } from './subgraph-fault.js';

export interface SubgraphOptions {
  name: string;
  url: string;
  /** Longest wait for one answer; the client's deadline may shorten it. */
  timeoutMs: number;
  signIdentity: (identity: Identity) => Promise<string>;
  logger: Logger;
}

export interface SubgraphDataSource extends GraphQLDataSource {
  readonly url: string;
  /** Lets running requests finish and closes the connections. */
  close(): Promise<void>;
}

const connections = 64;
const connectTimeoutMs = 3_000;
const maxResponseBytes = 20 * 1_048_576;
/** Set by the gateway when usage is reported to Studio: the subgraph then adds its timings. */
const studioTraceHeader = 'apollo-federation-include-trace';

const fetchDuration = new Histogram({
  name: 'gateway_subgraph_duration_seconds',
  help: 'Time from request to answer of a subgraph, by outcome.',
  labelNames: ['service', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];

interface Call {
  request: ProcessOptions['request'];
  context: GatewayContext;
}

type Span = Parameters<Parameters<typeof withSpan>[1]>[0];
type Send = (call: Call) => Promise<SubgraphAnswer>;

/** Its `process` never rejects for a subgraph's fault: the fault is in the answer's errors. */
export function createSubgraphDataSource(options: SubgraphOptions): SubgraphDataSource {
  const { name, url, timeoutMs } = options;
  const pool = createPool(new URL(url).origin, timeoutMs);
  const send = createSend(pool, options);
  const kind = { kind: SpanKind.CLIENT, attributes: { 'server.address': new URL(url).host } };
  return {
    url,
    close: () => pool.close(),
    process: (processOptions) => {
      const call = readCall(processOptions);
      return withSpan(`subgraph ${name}`, (span) => answer(send, call, { ...options, span }), kind);
    },
  };
}

function createPool(origin: string, timeoutMs: number): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: Math.min(connectTimeoutMs, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 30_000,
    maxResponseSize: maxResponseBytes,
  });
}

function createSend(pool: Pool, options: SubgraphOptions): Send {
  const { pathname, search } = new URL(options.url);
  return async ({ request, context }) => {
    const deadline = startDeadline(context.deadlineAt, options.timeoutMs);
    const { query, operationName, variables } = request;
    try {
      const response = await pool.request({
        method: 'POST',
        path: pathname + search,
        headers: await createHeaders(options, { request, context }, deadline.timeoutMs),
        body: JSON.stringify({ query, operationName, variables }),
        signal: deadline.signal,
      });
      const text = await response.body.text();
      return readAnswer(response.statusCode, text, countRepresentations(variables));
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline.clear();
    }
  };
}

async function answer(
  send: Send,
  call: Call,
  { name, logger, span }: SubgraphOptions & { span: Span },
): Promise<SubgraphAnswer> {
  const stop = fetchDuration.startTimer({ service: name });
  try {
    const received = await send(call);
    stop({ outcome: received.errors ? 'errors' : 'ok' });
    return received;
  } catch (error) {
    if (!(error instanceof SubgraphFault)) throw error;
    stop({ outcome: error.code });
    span.setAttribute('error.type', error.code);
    logger.warn({ err: error, service: name }, 'a subgraph gave no answer');
    return { errors: toResponseErrors(error, name, call.request.query!) };
  }
}

/** Health checks and introspection of subgraphs are features of the gateway that are not used here. */
function readCall(options: ProcessOptions): Call {
  if (!('incomingRequestContext' in options))
    throw new Error(`A subgraph is not asked for "${options.kind}".`);
  return { request: options.request, context: options.context as GatewayContext };
}

async function createHeaders(
  { signIdentity }: SubgraphOptions,
  { request, context }: Call,
  timeoutMs: number,
): Promise<Record<string, string>> {
  const studioTrace = request.http?.headers.get(studioTraceHeader);
  return injectTrace({
    'content-type': 'application/json',
    accept: 'application/json',
    [identityHeader]: await signIdentity(context.identity),
    [requestIdHeader]: context.requestId,
    [timeoutHeader]: String(timeoutMs),
    'x-client-ip': context.clientIp,
    ...(context.userAgent && { 'x-client-user-agent': context.userAgent }),
    ...(studioTrace && { [studioTraceHeader]: studioTrace }),
  });
}

function countRepresentations(variables: Record<string, unknown> | undefined): number | undefined {
  const representations = variables?.['representations'];
  return Array.isArray(representations) ? representations.length : undefined;
}
