/**
 * A subscription at the gateway that outlives what ends one: an expired token, a restarted gateway, a lost
 * connection. Each begins with the present state, so nothing that happened in between is missed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { CodedError, type ErrorCode } from '@tributary/service';
import { type GatewayResult, toCodedError } from '@tributary/service/gateway-client';

export interface LiveOptions<Data> {
  /** Subscribes with this token. */
  open: (accessToken: string | null) => AsyncIterable<GatewayResult<Data>>;
  /** The token to use now; renews it when it is due, or when `refused` says that the last one was. */
  token: (refused: boolean) => Promise<string | null>;
  signal: AbortSignal;
  /** How often in a row it is tried anew. */
  retries?: number;
  firstPauseMs?: number;
}

const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SUBGRAPH_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'SUBSCRIPTION_TOO_SLOW',
  'INTERNAL_SERVER_ERROR',
]);
const tokenFaults: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'TOKEN_EXPIRED',
  'UNAUTHENTICATED',
]);

/**
 * Results with data, until the gateway completes.
 * @throws CodedError what the gateway refused it for, or that it stayed away
 */
export async function* liveResults<Data>({
  open,
  token,
  signal,
  retries = 6,
  firstPauseMs = 200,
}: LiveOptions<Data>): AsyncGenerator<GatewayResult<Data> & { data: Data }, void> {
  let failures = 0;
  let refused = false;
  while (!signal.aborted) {
    let fault: CodedError | undefined;
    try {
      for await (const result of open(await token(refused))) {
        fault = faultOf(result);
        if (fault) break;
        failures = 0;
        refused = false;
        yield result as GatewayResult<Data> & { data: Data };
      }
      if (!fault) return;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      fault = error;
    }
    const wasRefused = tokenFaults.has(fault.code);
    if ((!wasRefused && !passing.has(fault.code)) || (wasRefused && refused)) throw fault;
    refused = wasRefused;
    if (++failures > retries) throw fault;
    const waitMs = wasRefused ? 0 : Math.min(5_000, firstPauseMs * 2 ** (failures - 1));
    await pause(waitMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** A result without data is the end of its stream. */
function faultOf<Data>({ data, errors, status }: GatewayResult<Data>): CodedError | undefined {
  if (data !== null) return undefined;
  return errors[0] ? toCodedError(errors[0], status) : new CodedError('INTERNAL_SERVER_ERROR');
}
