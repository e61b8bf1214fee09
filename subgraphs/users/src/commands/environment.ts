/** What commands are given: nothing in this folder reads a clock, a configuration or chance by itself. */
import type { EventName, EventOf, EventPayload } from '@tributary/contracts';
import type { DomainEvent } from '@tributary/messaging';
import type { Logger } from '@tributary/service';
import type { AccessTokens } from '../access-tokens.js';
import type { ThrottlePolicy } from '../domain/throttle.js';
import type { Passwords } from '../passwords.js';
import type { Store } from '../store.js';

/** The part of the environment that the event process has as well. */
export interface EventEnvironment {
  now: () => Date;
  createId: () => string;
}

export interface Environment extends EventEnvironment {
  store: Store;
  logger: Logger;
  passwords: Passwords;
  accessTokens: AccessTokens;
  throttles: Throttles;
  /** Without a slash at its end. */
  publicWebUrl: string;
  /** Undefined while push is off. */
  push?: { publicKey: string; hosts: readonly string[] } | undefined;
}

export interface Throttles {
  loginsPerAccount: ThrottlePolicy;
  loginsPerNetwork: ThrottlePolicy;
  registrationsPerNetwork: ThrottlePolicy;
  guestsPerNetwork: ThrottlePolicy;
  resetsPerNetwork: ThrottlePolicy;
  /** Mails that one account can be made to receive, per kind. */
  mailsPerAccount: ThrottlePolicy;
}

/** Where a request comes from, as far as the gateway knows. */
export interface Client {
  /** Its user agent, shortened. */
  device: string;
  /** Hash of the network; null when the gateway did not say. */
  network: Uint8Array | null;
}

/** An event about a user, as it goes into the outbox. */
export function userEvent<N extends EventName>(
  { createId, now }: EventEnvironment,
  name: N,
  key: string,
  payload: EventPayload<N>,
): DomainEvent & Pick<EventOf<N>, 'name' | 'payload'> {
  return { id: createId(), name, key, payload, occurredAt: now() };
}
