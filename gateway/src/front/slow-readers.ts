/**
 * Ends connections whose clients do not read what they are sent, be it an answer, a stream or a WebSocket:
 * until they do, it stays in memory. All connections are looked at now and then; a request pays nothing.
 */
import type { Socket } from 'node:net';
import { Counter } from '@tributary/service';
import type { FastifyInstance } from 'fastify';

export interface SlowReaderLimits {
  /** How long a client may take nothing of what waits for it. */
  timeoutMs: number;
  /** Most bytes that may wait for clients that take nothing, all together; then the slowest go first. */
  maxUnreadBytes?: number;
}

/** What was seen of a connection when it was looked at last. */
interface Seen {
  /** Changes whenever the client takes something. */
  progress: string;
  /** Since when it takes nothing; undefined while nothing waits for it. */
  stalledAt: number | undefined;
}

const longestPauseMs = 1_000;
/** A gateway that stops waits no longer than this for a client that takes nothing. */
const closingTimeoutMs = 1_000;
const maxBytes = 128 * 1_048_576;

const ended = new Counter({
  name: 'gateway_slow_readers_ended_total',
  help: 'Connections that were ended because their clients did not read what they were sent.',
});

/** To be called before the server listens. */
export function endSlowReaders(
  app: FastifyInstance,
  { timeoutMs, maxUnreadBytes = maxBytes }: SlowReaderLimits,
): void {
  const connections = new Map<Socket, Seen>();
  let limitMs = timeoutMs;
  app.server.on('connection', (socket: Socket) => {
    connections.set(socket, { progress: '', stalledAt: undefined });
    socket.once('close', () => connections.delete(socket));
  });
  app.addHook('preClose', async () => {
    limitMs = Math.min(timeoutMs, closingTimeoutMs);
  });
  const look = () => {
    const now = performance.now();
    const stalled = [...connections].filter(([socket, seen]) => isStalled(socket, seen, now));
    stalled.sort(([, one], [, other]) => one.stalledAt! - other.stalledAt!);
    let unread = stalled.reduce((sum, [socket]) => sum + socket.writableLength, 0);
    for (const [socket, { stalledAt }] of stalled) {
      if (now - stalledAt! < limitMs && unread <= maxUnreadBytes) break;
      unread -= socket.writableLength;
      ended.inc();
      socket.destroy();
    }
  };
  app.server.once('listening', () => {
    const timer = setInterval(look, Math.min(longestPauseMs, timeoutMs / 4)).unref();
    app.server.once('close', () => clearInterval(timer));
  });
}

/** Whether something waited for the client already when it was looked at last, and it took nothing since. */
function isStalled(socket: Socket, seen: Seen, now: number): boolean {
  const progress = progressOf(socket);
  const isSame = seen.progress === progress;
  seen.progress = progress;
  if (socket.writableLength === 0) seen.stalledAt = undefined;
  else if (!isSame || seen.stalledAt === undefined) seen.stalledAt = now;
  else return true;
  return false;
}

/**
 * What has been taken of all that was written, and how much of the present piece has not: a large answer is
 * one piece, of which only the socket's own handle knows how far it is.
 */
function progressOf(socket: Socket): string {
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return `${socket.bytesWritten - socket.writableLength} ${handle?.writeQueueSize}`;
}
