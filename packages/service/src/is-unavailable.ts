/** Which errors mean that something this process needs cannot be reached just now. */

/** Prisma, PostgreSQL and socket codes that mean "the database cannot be reached just now". */
const unavailableCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028', // Prisma: unreachable, timed out, closed, no connection
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03', // PostgreSQL: connection, too many, shutdown
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
]);

/** What pg says without a code. */
const unavailableMessage =
  /Connection terminated|timeout exceeded when trying to connect|is not queryable|Query read timeout/;

/** Whether the error, or what caused it, is a dependency that is down rather than a fault of ours. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (!error || typeof error !== 'object' || depth > 5) return false;
  const { code, originalCode, kind, cause, message, meta } = error as Record<string, unknown>;
  if ([code, originalCode].some((value) => unavailableCodes.has(String(value)))) return true;
  if (kind === 'DatabaseNotReachable' || kind === 'ConnectionClosed') return true;
  if (typeof message === 'string' && unavailableMessage.test(message)) return true;
  // For raw statements Prisma keeps what the driver said in `meta`.
  const said = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  return isUnavailable(cause, depth + 1) || isUnavailable(said, depth + 1);
}
