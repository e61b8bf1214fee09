/** Prometheus metrics of the process. One registry, scraped at /metrics. */
import { collectDefaultMetrics, Counter, Histogram, register } from 'prom-client';

export { Counter, Gauge, Histogram, register as metricsRegistry } from 'prom-client';

// In milliseconds: how often the monitor of the event loop wakes the process, also when it has nothing to do.
collectDefaultMetrics({ eventLoopMonitoringPrecision: 100 });

export const httpDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from request to response, by route and status.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** SQL statements sent by this process: the number that an N+1 shows up in. */
export const sqlStatements = new Counter({
  name: 'sql_statements_total',
  help: 'SQL statements sent to the database.',
});

export const graphqlErrors = new Counter({
  name: 'graphql_errors_total',
  help: 'Errors in GraphQL responses, by code.',
  labelNames: ['code'],
});

/** All metrics in the Prometheus text format. */
export async function renderMetrics(): Promise<{ contentType: string; body: string }> {
  return { contentType: register.contentType, body: await register.metrics() };
}
