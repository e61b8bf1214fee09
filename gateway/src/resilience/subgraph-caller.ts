/**
 * Calls one subgraph under its policy: shares what is under way already, waits for its turn, chooses an
 * instance, tries again where that is safe, and ends all that when nobody waits for it any more.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientPresence } from '../client-presence.js';
import type { SubgraphCall } from '../execution/subgraph.js';
import { readAnswer, type SubgraphAnswer } from '../subgraph-answer.js';
import { readDeadline, type SubgraphDeadline } from '../subgraph-deadline.js';
import { type FaultReason, SubgraphFault } from '../subgraph-fault.js';
import { createHeaders, type HeaderOptions } from '../subgraph-headers.js';
import { ResponseSizes } from '../subgraph-request.js';
import { Bulkhead } from './bulkhead.js';
import type { BreakerState } from './circuit-breaker.js';
import { type Arrival, departed, Flight, Flights } from './flight.js';
import { Instance } from './instance.js';
import { Instances } from './instances.js';
import type { SubgraphPolicy } from './policy.js';
import { RetryBudget } from './retry-budget.js';

export interface CallerOptions extends HeaderOptions {
  urls: readonly string[];
  policy: SubgraphPolicy;
  onBreakerChange?: (instance: Instance, state: BreakerState) => void;
}

/** A second attempt may do better than the first. */
const passing: ReadonlySet<FaultReason> = new Set(['connection', 'busy', 'timeout']);

export class SubgraphCaller {
  /** Calls that were answered with what another one received. */
  deduplicated = 0;
  /** Attempts beyond the first of a call. */
  retries = 0;
  /** Attempts that were not made because the budget was spent. */
  unaffordableRetries = 0;
  readonly instances: Instances<Instance>;
  readonly bulkhead: Bulkhead;
  readonly #flights: Flights | undefined;
  readonly #budget: RetryBudget | undefined;
  readonly #options: CallerOptions;
  readonly #policy: SubgraphPolicy;

  constructor(options: CallerOptions) {
    const { urls, policy, onBreakerChange } = options;
    this.#options = options;
    this.#policy = policy;
    this.bulkhead = new Bulkhead(policy);
    this.#flights = policy.deduplicate ? new Flights() : undefined;
    this.#budget = policy.retry ? new RetryBudget(policy.retry.budgetPercent) : undefined;
    const sizes = new ResponseSizes(policy.maxResponseBytes);
    const onChange = (instance: Instance, state: BreakerState) => {
      onBreakerChange?.(instance, state);
      if (!this.instances.isAvailable) this.bulkhead.refuseQueued(open);
    };
    this.instances = new Instances(
      urls.map((url) => new Instance({ url, policy, sizes, onChange })),
      policy.breaker,
    );
  }

  /** Rejects with SubgraphFault. */
  async ask(call: SubgraphCall): Promise<SubgraphAnswer> {
    const { context, isMutation, body } = call;
    const { signIdentity, isTracing } = this.#options;
    const deadline = readDeadline(context.deadlineAt, this.#policy.timeoutMs);
    const signed = signIdentity?.(context.identity);
    const identity = typeof signed === 'object' ? await signed : signed;
    const rest = { identity, isTracing, studioTrace: call.studioTrace };
    const headers = createHeaders(context, this.#firstTimeoutMs(deadline), rest);
    // What has begun to change something goes on to its end, whoever leaves.
    if (isMutation) return (await this.#fly(new Flight(call, headers, deadline))).answer;
    const presence = context.client;
    if (presence?.hasLeft) throw departed;
    const shared = this.#flights?.find(body, headers, deadline.endsAt);
    if (shared) return (await this.#share(shared, presence)) ?? this.ask(call);
    return this.#start(new Flight(call, headers, deadline), presence);
  }

  close(): Promise<unknown> {
    return Promise.all(this.instances.all.map((instance) => instance.close()));
  }

  #firstTimeoutMs({ endsAt }: SubgraphDeadline): number {
    return Math.min(endsAt - Date.now(), this.#policy.attemptTimeoutMs);
  }

  async #start(flight: Flight, presence: ClientPresence | undefined): Promise<SubgraphAnswer> {
    presence?.add(flight);
    this.#flights?.add(flight);
    try {
      flight.arrival = this.#fly(flight);
      return (await flight.arrival).answer;
    } finally {
      presence?.delete(flight);
      this.#flights?.delete(flight);
    }
  }

  /** Undefined when it ended for the reasons of the client who asked first. */
  async #share(
    flight: Flight,
    presence: ClientPresence | undefined,
  ): Promise<SubgraphAnswer | undefined> {
    this.deduplicated++;
    const departing = flight.join();
    presence?.add(departing);
    try {
      const { status, text } = (await flight.arrival!).response;
      return readAnswer(status, text, flight.call.representations);
    } catch (error) {
      if (error instanceof SubgraphFault && error.isOfClient) return undefined;
      throw error;
    } finally {
      presence?.delete(departing);
    }
  }

  async #fly(flight: Flight): Promise<Arrival> {
    this.#budget?.earn();
    let last: Instance | undefined;
    for (let attempt = 1; ; attempt++)
      try {
        const turn = this.#enter(flight);
        if (turn) await turn;
        try {
          checkWanted(flight);
          const mayProbe = !flight.call.isMutation;
          const choice = this.instances.choose(last, mayProbe);
          if (!choice) throw open;
          last = choice.instance;
          return await last.ask(flight, choice.isProbe, attempt > 1);
        } finally {
          this.bulkhead.leave();
        }
      } catch (error) {
        if (!(error instanceof SubgraphFault)) throw error;
        await this.#pauseBeforeRetry(flight, attempt, error);
      }
  }

  #enter(flight: Flight): Promise<void> | undefined {
    if (!this.instances.isAvailable) throw open;
    return this.bulkhead.enter(flight);
  }

  /** @throws `fault` where there is to be no other attempt */
  async #pauseBeforeRetry(flight: Flight, attempt: number, fault: SubgraphFault): Promise<void> {
    const { retry } = this.#policy;
    if (!retry || attempt > retry.max || flight.call.isMutation || !passing.has(fault.reason))
      throw fault;
    const pauseMs = retry.backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
    if (Date.now() + pauseMs >= flight.endsAt || !this.instances.isAvailable) throw fault;
    if (!this.#budget!.spend()) {
      this.unaffordableRetries++;
      throw fault;
    }
    this.retries++;
    await pause(pauseMs);
  }
}

function checkWanted(flight: Flight): void {
  if (flight.isAbandoned) throw departed;
  if (Date.now() >= flight.endsAt) throw flight.expired();
}

/** One for all: to refuse is to be cheap. */
const open = new SubgraphFault('open', 'was not asked: its last answers were failures');
