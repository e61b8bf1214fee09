import type { Logger } from '@tributary/service';

const quietMs = 10_000;

/**
 * Logs the faults of a connection without flooding: while a server is away its clients report the
 * same fault many times a second, so an equal one is counted and logged once in ten seconds.
 */
export function createFaultLog(logger: Logger): (message: string, error: unknown) => void {
  const recent = new Map<string, { loggedAt: number; silenced: number }>();
  return (message, error) => {
    const reason = describeError(error);
    const id = `${message}: ${reason}`;
    const last = recent.get(id);
    if (last && Date.now() - last.loggedAt < quietMs) {
      last.silenced++;
      return;
    }
    if (recent.size > 100) recent.clear();
    recent.set(id, { loggedAt: Date.now(), silenced: 0 });
    logger.warn({ reason, ...(last?.silenced && { timesSince: last.silenced }) }, message);
  };
}

/** A refused connection arrives as an AggregateError without a message: its parts say what it was. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && !error.message)
    return error.errors.map(describeError).join(', ');
  return error instanceof Error ? error.message || error.name : String(error);
}
