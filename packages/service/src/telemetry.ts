/**
 * W3C trace context across HTTP, gRPC and events, in a few explicit spans instead of patched modules.
 * Spans leave the process only when OTEL_EXPORTER_OTLP_ENDPOINT is set; context is passed on always.
 */
import {
  context,
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

/** Starts tracing for the process; the returned function flushes what is still buffered. */
export async function startTelemetry(
  service: string,
  otlpEndpoint?: string,
): Promise<() => Promise<void>> {
  const spanProcessors: SpanProcessor[] = [];
  if (otlpEndpoint) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
    spanProcessors.push(new BatchSpanProcessor(new OTLPTraceExporter({ url })));
  }
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors,
  });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return () => provider.shutdown();
}

/** The `traceparent` of the running span, to be stored with an event; undefined outside a trace. */
export function currentTraceparent(): string | undefined {
  return injectTrace({})['traceparent'];
}

/** Adds the trace headers of the running span to `headers` and returns the same object. */
export function injectTrace(headers: Record<string, string>): Record<string, string> {
  propagation.inject(context.active(), headers);
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
  return withSpan(name, work, { kind: SpanKind.CONSUMER, traceparent: traceparent ?? null });
}
