/**
 * W3C trace context across HTTP, gRPC and events, in a few explicit spans instead of patched modules.
 * Only when OTEL_EXPORTER_OTLP_ENDPOINT is set are there spans and is a context passed on.
 */
import {
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

export { SpanKind } from '@opentelemetry/api';

/** Whether spans are made at all. Without, nothing of this file runs per request or event. */
let isTracing = false;

/**
 * Starts tracing for the process when there is somebody to send spans to; the returned function flushes
 * what is still buffered. Without an endpoint nothing is started: what carries a context through promises
 * (AsyncLocalStorage) makes each promise of the process dearer.
 */
export async function startTelemetry(
  service: string,
  otlpEndpoint?: string,
): Promise<() => Promise<void>> {
  if (!otlpEndpoint) return async () => undefined;
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
  return startTracing(service, [new BatchSpanProcessor(new OTLPTraceExporter({ url }))]);
}

/** Makes spans and passes contexts on, for `spanProcessors` or, as in tests, for nobody. */
export function startTracing(
  service: string,
  spanProcessors: SpanProcessor[] = [],
): () => Promise<void> {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors,
  });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  isTracing = true;
  return () => {
    isTracing = false;
    return provider.shutdown();
  };
}

/** Whether a request is to have a span, and its context to be passed on. */
export const isTracingRequests = (): boolean => isTracing;

/** Takes attributes and forgets them. */
const noSpan = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** The `traceparent` of the running span, to be stored with an event; undefined outside a trace. */
export function currentTraceparent(): string | undefined {
  return isTracing ? injectTrace({})['traceparent'] : undefined;
}

/** Adds the trace headers of the running span to `headers` and returns the same object. */
export function injectTrace(headers: Record<string, string>): Record<string, string> {
  if (isTracing) propagation.inject(context.active(), headers);
  return headers;
}

/**
 * Runs `work` in a span. With `traceparent` the span continues that trace, otherwise the active one.
 * An error ends the span as failed and is thrown on.
 */
export async function withSpan<T>(
  name: string,
  work: (span: Span) => Promise<T>,
  options: {
    kind?: SpanKind;
    traceparent?: string | null;
    attributes?: Record<string, string | number>;
  } = {},
): Promise<T> {
  if (!isTracing) return work(noSpan);
  const parent = options.traceparent
    ? propagation.extract(ROOT_CONTEXT, { traceparent: options.traceparent })
    : context.active();
  const spanOptions = {
    kind: options.kind ?? SpanKind.INTERNAL,
    attributes: options.attributes ?? {},
  };
  return trace.getTracer('tributary').startActiveSpan(name, spanOptions, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Continues a stored trace: `work` runs in a span that is a child of `traceparent`. */
export function runWithTraceparent<T>(
  traceparent: string | null | undefined,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing) return work();
  return withSpan(name, work, { kind: SpanKind.CONSUMER, traceparent: traceparent ?? null });
}
