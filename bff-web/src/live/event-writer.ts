/**
 * Writes states to one browser as server-sent events. Each has an id, a digest of what it says: who comes
 * back with the id of the state that still holds is not told it again. Waits while the browser reads
 * slowly; what happens meanwhile is one change.
 */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  completeEvent,
  keepAlive,
  nextEvent,
  retryAfter,
  startEvents,
  writeEvent,
} from '@tributary/service/sse-writer';

export interface EventWriter {
  /** Resolves when there is room for more, or nobody reads any more. */
  next(body: object): Promise<void>;
  /** Says that there is nothing to come. */
  complete(): void;
  /** Ends the stream without a word: the browser comes back. */
  end(): void;
}

/** How long a browser waits before it comes back. */
const retryMs = 1_000;

export interface EventWriterOptions {
  headers: Record<string, string>;
  /** The id of the last event that the browser knows. */
  lastEventId?: string | undefined;
  heartbeatMs?: number;
  /** Called before the browser is told something new. */
  onNews?: () => void;
  signal: AbortSignal;
}

export function writeEvents(response: ServerResponse, options: EventWriterOptions): EventWriter {
  const { headers, heartbeatMs = 12_000, signal } = options;
  let lastId = options.lastEventId;
  startEvents(response, headers, retryAfter(retryMs));
  const stopHeartbeat = keepAlive(response, heartbeatMs);
  const end = () => {
    stopHeartbeat();
    response.end();
  };
  return {
    async next(body) {
      const data = JSON.stringify(body);
      const id = createHash('sha256').update(data).digest('base64url').slice(0, 22);
      if (id === lastId) return;
      lastId = id;
      if (response.writableEnded || signal.aborted) return;
      options.onNews?.();
      await writeEvent(response, nextEvent(data, id), signal);
    },
    complete() {
      if (!response.writableEnded) response.write(completeEvent);
      end();
    },
    end,
  };
}
