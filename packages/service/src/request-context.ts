/** The id of the request being served, carried beside the trace so that logs and hops can name it. */
import { randomUUID } from 'node:crypto';
import { type Context, context, createContextKey } from '@opentelemetry/api';

export const requestIdHeader = 'x-request-id';
const requestIdKey = createContextKey('tributary.request-id');
const wellFormed = /^[\w-]{8,128}$/;

/** The caller's request id when it is well formed, else a new one. */
export function readRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && wellFormed.test(header) ? header : randomUUID();
}

export function withRequestId(requestId: string, parent: Context): Context {
  return parent.setValue(requestIdKey, requestId);
}

/** The id of the request being served; undefined outside one. */
export function currentRequestId(): string | undefined {
  return context.active().getValue(requestIdKey) as string | undefined;
}
