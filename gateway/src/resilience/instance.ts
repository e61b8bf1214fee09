/** One process of a subgraph: a pool of kept connections, and what is known of how it fares. */
import { Pool } from 'undici';
import { readAnswer, withPolicy } from '../subgraph-answer.js';
import { SubgraphFault } from '../subgraph-fault.js';
import { withTimeout } from '../subgraph-headers.js';
import { post, type ResponseSizes, type SubgraphResponse } from '../subgraph-request.js';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.js';
import type { Arrival, Flight } from './flight.js';
import type { SubgraphPolicy } from './policy.js';

const connectTimeoutMs = 3_000;
const keepAliveTimeoutMs = 30_000;
/** To read megabytes for nothing costs the gateway more than any other failure. */
const weightOfSize = 10;
/** One that was left alone for that is tried with a part of what it may answer. */
const probedShare = 1 / 16;

export interface InstanceOptions {
  url: string;
  policy: SubgraphPolicy;
  sizes: ResponseSizes;
  onChange: (instance: Instance, state: BreakerState) => void;
}

export class Instance {
  readonly url: string;
  /** Host and port, for logs and metrics. */
  readonly address: string;
  readonly breaker: CircuitBreaker | undefined;
  /** Requests that wait for its answer. */
  pending = 0;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #attemptTimeoutMs: number;
  readonly #sizes: ResponseSizes;
  /** Whether an answer was too large since the last sound one. */
  #isOversized = false;

  constructor({ url, policy, sizes, onChange }: InstanceOptions) {
    const { origin, host, pathname, search } = new URL(url);
    this.url = url;
    this.address = host;
    this.#path = pathname + search;
    this.#attemptTimeoutMs = policy.attemptTimeoutMs;
    this.#sizes = sizes;
    this.#pool = createPool(origin, policy);
    if (policy.breaker)
      this.breaker = new CircuitBreaker(policy.breaker, {
        onChange: (state) => onChange(this, state),
      });
  }

  /** Rejects with SubgraphFault. @param isProbe whether the breaker waits for the outcome */
  async ask(flight: Flight, isProbe: boolean, isRepeated: boolean): Promise<Arrival> {
    const startedAt = Date.now();
    this.pending++;
    try {
      const response = await this.#post(flight, isProbe, isRepeated, startedAt);
      const answer = readAnswer(response.status, response.text, flight.call.representations);
      this.breaker?.succeed(isProbe);
      this.#isOversized = false;
      return { answer: withPolicy(answer, response.cacheControl), response };
    } catch (error) {
      if (error instanceof SubgraphFault && error.reason === 'size') this.#isOversized = true;
      if (this.breaker) judge(this.breaker, error, isProbe, Date.now() - startedAt);
      throw error;
    } finally {
      this.pending--;
    }
  }

  #post(
    flight: Flight,
    isProbe: boolean,
    isRepeated: boolean,
    startedAt: number,
  ): Promise<SubgraphResponse> {
    const { maxBytes } = this.#sizes;
    const leftMs = flight.endsAt - startedAt;
    const timeoutMs = Math.max(1, Math.min(leftMs, this.#attemptTimeoutMs));
    return post(this.#pool, {
      path: this.#path,
      headers: isRepeated ? withTimeout(flight.headers, timeoutMs) : flight.headers,
      body: flight.call.body,
      timeoutMs,
      onTimeout: timeoutMs < leftMs ? 'timeout' : flight.deadline.reason,
      sizes: this.#sizes,
      maxBytes: isProbe && this.#isOversized ? maxBytes * probedShare : maxBytes,
      owner: flight,
    });
  }

  /** Lets running requests finish and closes the connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}

function judge(breaker: CircuitBreaker, error: unknown, isProbe: boolean, tookMs: number): void {
  const fault = error instanceof SubgraphFault ? error : undefined;
  if (fault?.isOfClient) breaker.abandon(tookMs, isProbe);
  else breaker.fail(isProbe, fault?.reason === 'size' ? weightOfSize : 1);
}

function createPool(origin: string, { maxInFlight, timeoutMs }: SubgraphPolicy): Pool {
  return new Pool(origin, {
    connections: maxInFlight,
    pipelining: 1,
    connect: { timeout: Math.min(connectTimeoutMs, timeoutMs) },
    // One timer of our own covers the whole request, to the last byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
  });
}
