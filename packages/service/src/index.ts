// What every process needs. Servers have entry points of their own: a command or a worker loads none it does not start.
export * from './access.js';
export { forbidCaching } from './cache-hints.js';
export * from './cache-news.js';
export * from './config.js';
export * from './date-time.js';
export * from './errors.js';
export * from './identity.js';
export * from './ids.js';
export * from './logger.js';
export * from './metrics.js';
export * from './pagination.js';
export * from './request-context.js';
export * from './run-service.js';
export * from './stated-changes.js';
export * from './state-stream.js';
export * from './telemetry.js';
export * from './watch.js';
