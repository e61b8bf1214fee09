/**
 * From a subscription that Apollo Server has let pass to a running stream: subscribes to the subgraph of
 * its root field, and resolves the rest of the plan for each event.
 */
import type { FetchNode } from '@apollo/query-planner';
import { CodedError, Counter, currentTraceparent, type Logger, withSpan } from '@tributary/service';
import type { ErrorFormat } from '@tributary/service/graphql-server';
import type { GatewayContext } from '../context.js';
import { normaliseResult } from '../downstream-errors.js';
import type { Executor, RequestContext } from '../execution/stock.js';
import { createFormatErrors } from '../format-errors.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { SubgraphDataSource } from '../subgraph-data-source.js';
import { EventStream, type Ending, type StreamedResult } from './event-stream.js';
import type { QueueLimits } from './event-queue.js';
import { openResilient } from './resilient-source.js';
import type { OpenSource, SourceRequest } from './source.js';

/** A subscription that was validated, judged and planned. */
export interface AcceptedSubscription {
  request: RequestContext;
  primary: FetchNode;
  /** The subgraph that is subscribed to, and its path for that, when it is another one. */
  source: SubgraphDataSource;
  path: string | undefined;
}

export interface OpenSubscriptionTools {
  logger: Logger;
  formatError: ErrorFormat;
  /** Resolves the rest of the plan; the event is in the context. */
  execute: Executor;
  open: OpenSource;
  createHeaders: (context: GatewayContext) => Promise<Record<string, string>>;
  limits: QueueLimits;
  reconnects: number;
  /** Longest wait until the subgraph accepts. */
  acceptTimeoutMs: number;
  onEnd: (ending: Ending) => void;
}

const eventsCounter = new Counter({
  name: 'gateway_subscription_events_total',
  help: 'Events that subgraphs sent to subscribers.',
  labelNames: ['service'],
});

export function openSubscription(
  accepted: AcceptedSubscription,
  tools: OpenSubscriptionTools,
): EventStream {
  const { serviceName: service } = accepted.primary;
  const context = accepted.request.context as GatewayContext;
  const format = createFormatErrors(tools.formatError, context.requestId);
  const stream = new EventStream({
    limits: tools.limits,
    resolve: createResolve(accepted, tools),
    refuse: (error) => ({ errors: format([error]) }),
    tooSlow: () => new CodedError('SUBSCRIPTION_TOO_SLOW'),
    onEnd: (ending) => {
      source.close();
      tools.onEnd(ending);
    },
  });
  const source = openResilient(
    {
      open: tools.open,
      createRequest: (instance) => createRequest(accepted, instance, tools),
      chooseInstance: (avoid) => accepted.source.chooseUrl(avoid),
      instances: accepted.source.urls.length,
      reconnects: tools.reconnects,
      onReconnect: (fault) =>
        tools.logger.warn({ err: fault, service }, 'a subscription to a subgraph was lost'),
    },
    {
      onOpen: () => undefined,
      onEvent: (answer, bytes) => {
        eventsCounter.inc({ service });
        stream.push(answer, bytes);
      },
      onComplete: () => stream.end({ kind: 'complete' }, false),
      onFault: (fault) => {
        tools.logger.warn({ err: fault, service }, 'a subscription to a subgraph ended');
        stream.end({ kind: 'refused', error: unavailable(service) }, false);
      },
    },
  );
  return stream;
}

const unavailable = (service: string) =>
  new CodedError('SUBGRAPH_UNAVAILABLE', `The ${service} service did not answer.`, {
    extensions: { service },
  });

async function createRequest(
  { request, primary, path }: AcceptedSubscription,
  instance: string,
  { createHeaders, acceptTimeoutMs }: OpenSubscriptionTools,
): Promise<SourceRequest> {
  const given = request.request.variables ?? {};
  const names = (primary.variableUsages ?? []).filter((name) => given[name] !== undefined);
  return {
    url: new URL(path ?? instance, instance),
    headers: await createHeaders(request.context as GatewayContext),
    query: primary.operation,
    operationName: primary.operationName,
    variables: Object.fromEntries(names.map((name) => [name, given[name]])),
    timeoutMs: acceptTimeoutMs,
  };
}

/** Each event has the time that a request has, and is a part of the trace that began the subscription. */
function createResolve(
  { request, primary }: AcceptedSubscription,
  { execute, formatError }: OpenSubscriptionTools,
) {
  const base = request.context as GatewayContext;
  const timeoutMs = Math.max(base.deadlineAt - Date.now(), 1);
  const format = createFormatErrors(formatError, base.requestId);
  const traceparent = currentTraceparent() ?? null;
  const run = async (answer: SubgraphAnswer): Promise<StreamedResult> => {
    const deadlineAt = Date.now() + timeoutMs;
    const event = { query: primary.operation, answer };
    const context: GatewayContext = { ...base, deadlineAt, event };
    const { data, errors, extensions } = normaliseResult(
      await execute({ ...request, metrics: {}, context }),
    );
    return {
      ...(errors && { errors: format(errors) }),
      ...(data !== undefined && { data }),
      ...(extensions && { extensions }),
    };
  };
  return async (answer: SubgraphAnswer): Promise<StreamedResult> => {
    try {
      return await withSpan('subscription event', () => run(answer), { traceparent });
    } catch (error) {
      return { errors: format([error]) };
    }
  };
}
