/**
 * Headers of the client that go on to the subgraphs as they came. Only for a gateway that says nothing
 * of its own about the caller: beside a signed identity they would be a second, unsigned one.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { identityHeader, requestIdHeader } from '@tributary/service';
import { z } from 'zod';

/** Lower-case names. */
export type ForwardedNames = readonly string[];

/** Belong to one connection or body, or are set by the gateway itself. */
const own: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'traceparent',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-client-ip',
  'x-client-user-agent',
  'x-timeout-ms',
  identityHeader,
  requestIdHeader,
]);

/** `authorization,x-tenant` */
export function readForwardedNames(text: string, context: z.RefinementCtx): ForwardedNames {
  const names = [...new Set(text.split(',').map((name) => name.trim().toLowerCase()))];
  const wrong = names.find((name) => !/^[\w.-]+$/.test(name) || own.has(name));
  if (wrong === undefined) return names;
  const message = `must be names of headers such as authorization,x-tenant; "${wrong}" cannot be forwarded`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

/** Names and values in turn; undefined when there is nothing to forward. */
export function pickHeaders(
  headers: IncomingHttpHeaders,
  names: ForwardedNames,
): string[] | undefined {
  let picked: string[] | undefined;
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) (picked ??= []).push(name, String(value));
  }
  return picked;
}
