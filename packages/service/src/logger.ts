import { trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';
import { currentRequestId } from './request-context.js';

export type { Logger } from 'pino';

/**
 * A JSON logger that stamps each line with the current trace and redacts what must never be logged.
 * Log identifiers, not people: e-mail addresses and names do not belong in a log line.
 */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        '*.password',
        '*.token',
        '*.refreshToken',
        '*.accessToken',
        '*.paymentToken',
        '*.authorization',
        '*.cookie',
        'headers.authorization',
        'headers.cookie',
        'headers["x-tributary-identity"]',
      ],
      censor: '[redacted]',
    },
    mixin() {
      const traceId = trace.getActiveSpan()?.spanContext().traceId;
      const requestId = currentRequestId();
      return { ...(traceId && { traceId }), ...(requestId && { requestId }) };
    },
  });
}
