/** The shapes an event takes on its way from a transaction to a handler. */

/** An event as a command appends it, before it has a trace or a place in a queue. */
export interface DomainEvent {
  /** UUIDv7: the job id in every queue and the inbox key of every subscriber. */
  id: string;
  /** Name in the catalogue of contracts. */
  name: string;
  /** Version of the payload's shape; 1 when left out. */
  version?: number;
  /** Id of the aggregate the fact is about. */
  key: string;
  /** JSON; checked against the catalogue by the consumer. */
  payload: unknown;
  occurredAt: Date;
}

/** An event in a queue: plain JSON, so dates are ISO-8601 text in UTC. */
export interface EventEnvelope {
  id: string;
  name: string;
  version: number;
  key: string;
  payload: unknown;
  /** W3C trace context of the command that made the event, if it had one. */
  traceparent: string | null;
  occurredAt: string;
}

/** One delivery: an event for one subscriber's queue. */
export interface Message {
  subscriber: string;
  event: EventEnvelope;
}

/** What a handler learns about this attempt. */
export interface Delivery {
  /** 1 for the first attempt, counted from the last replay. */
  attempt: number;
  /** True when a failure of this attempt ends in the dead letters. */
  isLastAttempt: boolean;
  /** Aborts when the attempt's time is up or the process stops without waiting any longer. */
  signal: AbortSignal;
}
