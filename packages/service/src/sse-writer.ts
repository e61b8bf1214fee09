/**
 * Writes GraphQL over server-sent events: an event `next` for each result, `complete` at the end, and a line
 * now and then that keeps the connection open. When to end is for those to say who know the protocol's reader.
 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};
/** A comment: readers pass over it. */
const sign = ':\n\n';

export const completeEvent = 'event: complete\ndata:\n\n';

/** @param id the reader says it when it comes back */
export const nextEvent = (json: string, id?: string): string =>
  `event: next\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`;

/** When a reader whose stream ends without being complete is to come back. */
export const retryAfter = (timeMs: number): string => `retry: ${timeMs}\n`;

/** Sends the head, and something that lets the reader know at once that it is being served. */
export function startEvents(
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  firstLines = '',
): void {
  response.writeHead(200, { ...headers, ...eventHeaders });
  response.write(firstLines + sign);
}

/** Lets hear of itself until it is stopped or the connection closes; not to who has not read the last. */
export function keepAlive(response: ServerResponse, heartbeatMs: number): () => void {
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(sign);
  }, heartbeatMs);
  const stop = () => clearInterval(timer);
  response.once('close', stop);
  return stop;
}

/**
 * Undefined when there is room for more. Otherwise resolves when there is again, or nobody left to write to,
 * or `signal` says that there is no more to wait for.
 */
export function writeEvent(
  response: ServerResponse,
  text: string,
  signal?: AbortSignal,
): Promise<void> | undefined {
  if (response.write(text) || response.destroyed || signal?.aborted) return undefined;
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      signal?.removeEventListener('abort', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
    signal?.addEventListener('abort', settle);
  });
}
