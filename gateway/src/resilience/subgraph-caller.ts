/**
 * Calls one subgraph under its policy: shares what is under way already, waits for its turn, chooses an
 * instance, tries again where that is safe, and ends all that when nobody waits for it any more.
 */
import type { ClientPresence } from '../client-presence.js';
import type { SubgraphCall } from '../execution/subgraph.js';
import { readAnswer, type SubgraphAnswer, withPolicy } from '../subgraph-answer.js';
import { readDeadline } from '../subgraph-deadline.js';
import { type FaultReason, SubgraphFault } from '../subgraph-fault.js';
import { createHeaders, type HeaderOptions } from '../subgraph-headers.js';
import { ResponseSizes } from '../subgraph-request.js';
import { Bulkhead } from './bulkhead.js';
import type { BreakerState } from './circuit-breaker.js';
import { type Arrival, departed, Flight } from './flight.js';
import { Flights } from './flights.js';
import { Instance } from './instance.js';
import { type Choice, Instances } from './instances.js';
import type { SubgraphPolicy } from './policy.js';
import { RetryBudget } from './retry-budget.js';
import { pauseBetween } from './retry-pause.js';

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
  #flights: Flights | undefined;
  readonly #budget: RetryBudget | undefined;
  readonly #options: CallerOptions;
  readonly #policy: SubgraphPolicy;

  constructor(options: CallerOptions) {
    const { urls, policy, onBreakerChange } = options;
    this.#options = options;
    this.#policy = policy;
    this.bulkhead = new Bulkhead({ ...policy, silence: silenceOf(policy, urls.length) });
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
    const { context, isMutation } = call;
    const signed = this.#options.signIdentity?.(context.identity);
    const flight = this.#prepare(call, typeof signed === 'object' ? await signed : signed);
    // What has begun to change something goes on to its end, whoever leaves.
    if (isMutation) return this.#change(flight);
    const presence = context.client;
    if (presence?.hasLeft) throw departed;
    const flights = call.isAlone ? undefined : this.#flights;
    const shared = flights?.find(flight);
    if (shared) return (await this.#share(shared, presence)) ?? this.ask(call);
    presence?.add(flight);
    const listed = flights?.add(flight);
    try {
      flight.arrival = this.#fly(flight, 1);
      return (await flight.arrival).answer;
    } finally {
      presence?.delete(flight);
      if (listed) flights!.delete(listed);
    }
  }

  close(): Promise<unknown> {
    return Promise.all(this.instances.all.map((instance) => instance.close()));
  }

  /** Who reads after it was answered is not to share what was asked for before. */
  async #change(flight: Flight): Promise<SubgraphAnswer> {
    try {
      return (await this.#fly(flight, 1)).answer;
    } finally {
      this.#flights &&= new Flights();
    }
  }

  #prepare(call: SubgraphCall, identity: string | undefined): Flight {
    const { timeoutMs, attemptTimeoutMs } = this.#policy;
    const startedAt = Date.now();
    const deadline = readDeadline(call.context.deadlineAt, timeoutMs, startedAt);
    const rest = { identity, isTracing: this.#options.isTracing, studioTrace: call.studioTrace };
    const firstTimeoutMs = Math.min(deadline.endsAt - startedAt, attemptTimeoutMs);
    return new Flight(call, createHeaders(call.context, firstTimeoutMs, rest), deadline);
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
      const { status, text, cacheControl } = (await flight.arrival!).response;
      return withPolicy(readAnswer(status, text, flight.call.representations), cacheControl);
    } catch (error) {
      if (error instanceof SubgraphFault && error.isOfClient) return undefined;
      throw error;
    } finally {
      presence?.delete(departing);
    }
  }

  async #fly(flight: Flight, attempt: number, avoid?: Instance): Promise<Arrival> {
    let asked: Instance | undefined;
    if (attempt === 1) this.#budget?.earn();
    try {
      const turn = this.#enter(flight);
      if (turn) await turn;
      try {
        const choice = this.#choose(flight, avoid);
        asked = choice.instance;
        const arrival = await asked.ask(flight, choice.isProbe, attempt > 1);
        this.bulkhead.hear();
        return arrival;
      } finally {
        this.bulkhead.leave();
      }
    } catch (error) {
      if (!(error instanceof SubgraphFault)) throw error;
      await this.#pauseBeforeRetry(flight, attempt, error);
      return this.#fly(flight, attempt + 1, asked);
    }
  }

  #enter(flight: Flight): Promise<void> | undefined {
    if (!this.instances.isAvailable) throw open;
    return this.bulkhead.enter(flight);
  }

  #choose(flight: Flight, avoid: Instance | undefined): Choice<Instance> {
    if (flight.isAbandoned) throw departed;
    if (Date.now() >= flight.endsAt) throw flight.expired();
    const choice = this.instances.choose(avoid, !flight.call.isMutation);
    if (!choice) throw open;
    return choice;
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
    await pauseBetween(flight, pauseMs);
    this.retries++;
  }
}

/** As many as the breakers need to judge: they see that it is down no later for it. */
function silenceOf({ breaker, attemptTimeoutMs }: SubgraphPolicy, instances: number) {
  if (!breaker) return undefined;
  return { inFlight: breaker.minCalls * instances, afterMs: attemptTimeoutMs * silentShare };
}

/** Of the time that an answer may take. */
const silentShare = 0.25;

/** One for all: to refuse is to be cheap. */
const open = new SubgraphFault('open', 'was not asked: its last answers were failures');
